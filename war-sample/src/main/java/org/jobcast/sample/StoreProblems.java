package org.jobcast.sample;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.jobcast.spi.StoreException;

/** The database does not answer: an answer in words, and the request may be repeated. */
public class StoreProblems implements ExceptionMapper<StoreException> {
    @Override
    public Response toResponse(StoreException e) {
        System.getLogger(StoreProblems.class.getName())
                .log(System.Logger.Level.WARNING, "a request was refused: the store does not answer", e);
        return Problems.of(503, "The store does not answer", "Try again in a moment.");
    }
}
