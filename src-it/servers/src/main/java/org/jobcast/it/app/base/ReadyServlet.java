package org.jobcast.it.app.base;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jobcast.channel.Channel;
import org.jobcast.channel.ChannelName;
import org.jobcast.channel.Channels;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRegistry;

/** Answers 200 when everything that can be injected was injected and works: {@code GET /it/ready}. */
@WebServlet("/it/ready")
public class ReadyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient JobRegistry jobs;

    @Inject
    transient Channels channels;

    @Inject
    @ChannelName("bulletin")
    transient Channel bulletin;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        bulletin.send("ready", request.getContextPath());
        Texts.answer(
                response,
                200,
                "server=" + getServletContext().getServerInfo() + "\njava="
                        + Runtime.version().feature() + "\nsame="
                        + channels.find("bulletin").isPresent() + "\njobs="
                        + jobs.list(JobQuery.all()).total() + "\n");
    }
}
