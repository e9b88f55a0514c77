package org.jobcast.it.app.tasks;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jobcast.job.JobRegistry;
import org.jobcast.task.TaskCoordinator;

/**
 * Orders a task by {@code POST /it/tasks?pages=}, in a transaction that fails with {@code &failing=true}; {@code GET
 * /it/tasks/{id}} tells what is in its row. {@code POST /it/interrupted?rows=} starts the job of that type.
 */
@WebServlet({"/it/tasks/*", "/it/interrupted"})
public class TasksServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient Orders orders;

    @Inject
    transient TaskCoordinator tasks;

    @Inject
    transient JobRegistry jobs;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().endsWith("interrupted")) {
            int rows = Integer.parseInt(request.getParameter("rows"));
            answer(response, 202, jobs.start("interrupted", rows).id());
            return;
        }
        boolean failing = Boolean.parseBoolean(request.getParameter("failing"));
        try {
            answer(response, 202, orders.order(Integer.parseInt(request.getParameter("pages")), failing));
        } catch (OrderFailedException e) {
            answer(response, 409, e.id());
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = request.getPathInfo().substring(1);
        String row = tasks.find(PageTask.class, id)
                .map(task -> task.status().state() + " " + task.printed())
                .orElse("none");
        answer(response, 200, row);
    }

    private static void answer(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain; charset=UTF-8");
        response.getWriter().write(text);
    }
}
