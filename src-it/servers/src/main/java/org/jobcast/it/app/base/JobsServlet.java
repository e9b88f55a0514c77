package org.jobcast.it.app.base;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobRegistry;

/** Submits a job: {@code POST /it/jobs/{kind}?n=} answers its id. {@code POST /it/release/{name}} lets waiting ones go. */
@WebServlet({"/it/jobs/*", "/it/release/*"})
public class JobsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient JobRegistry jobs;

    @Inject
    transient Kinds kinds;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Texts.path(request);
        if (request.getServletPath().endsWith("release")) {
            kinds.release(path);
            Texts.answer(response, 200, "released\n");
            return;
        }
        JobBody body = kinds.of(path, Texts.number(request, "n", 5), Texts.text(request, "gate", "none"));
        Texts.answer(response, 202, jobs.submit(path, body).id());
    }
}
