package org.jobcast.job;

import java.util.Locale;

/** The level of a log event. */
public enum LogLevel {
    /** For information. */
    INFO,
    /** Something went well. */
    SUCCESS,
    /** Something is wrong, and the job goes on. */
    WARNING,
    /** Something failed. */
    ERROR;

    /**
     * The level as clients read it.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a level.
     *
     * @param label {@code info}, {@code success}, {@code warning} or {@code error}
     * @return the level
     * @throws IllegalArgumentException if it is none of these
     */
    public static LogLevel of(String label) {
        for (LogLevel level : values()) {
            if (level.label().equals(label)) {
                return level;
            }
        }
        throw new IllegalArgumentException("a log level is one of info, success, warning, error");
    }
}
