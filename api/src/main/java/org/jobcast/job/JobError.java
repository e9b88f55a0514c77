package org.jobcast.job;

/**
 * Why a job failed.
 *
 * @param type the simple class name of the exception, or {@code Timeout}
 * @param message its message, empty if it has none
 */
public record JobError(String type, String message) {
    /**
     * Describes an exception.
     *
     * @param cause the exception
     * @return its description
     */
    public static JobError of(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        String type = name.isEmpty() ? cause.getClass().getName() : name;
        String message = cause.getMessage();
        return new JobError(type, message == null ? "" : message);
    }
}
