package org.jobcast.it.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Who may log in, on every server. */
enum User {
    ANN("clerk"),
    BOB("clerk"),
    EVE("auditor");

    private final String role;

    User(String role) {
        this.role = role;
    }

    String login() {
        return name().toLowerCase(Locale.ROOT);
    }

    String password() {
        return "secret-" + login();
    }

    String role() {
        return role;
    }

    /** The value of an {@code Authorization} header. */
    String basic() {
        return "Basic "
                + Base64.getEncoder().encodeToString((login() + ":" + password()).getBytes(StandardCharsets.UTF_8));
    }
}
