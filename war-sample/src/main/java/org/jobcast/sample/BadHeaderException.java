package org.jobcast.sample;

/** The first line of the file is not the header that the import needs; nothing was imported. */
final class BadHeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadHeaderException(String message) {
        super(message);
    }
}
