package org.jobcast.it.app.base;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Begins a session by {@code POST /it/session}, ends it by {@code POST /it/session/end}. */
@WebServlet("/it/session/*")
public class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Texts.path(request).isEmpty()) {
            Texts.answer(response, 200, request.getSession().getId());
            return;
        }
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        Texts.answer(response, 200, session == null ? "none" : "ended");
    }
}
