package org.jobcast.impl.http;

/** A part of the request is not allowed; the message is shown to the client and repeats nothing that it sent. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
