package org.jobcast.client;

/**
 * Why a job failed.
 *
 * @param type the simple class name of the exception, or {@code Timeout}
 * @param message its message, empty if it has none
 */
public record JobFailure(String type, String message) {}
