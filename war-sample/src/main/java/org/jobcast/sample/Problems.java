package org.jobcast.sample;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import jakarta.ws.rs.core.Response;

/** Errors as RFC 9457 problem documents. */
final class Problems {
    private Problems() {}

    static Response of(int status, String title, String detail) {
        String json =
                "{\"title\":\"" + escape(title) + "\",\"status\":" + status + ",\"detail\":\"" + escape(detail) + "\"}";
        return Response.status(status)
                .type("application/problem+json")
                .entity(json)
                .build();
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
