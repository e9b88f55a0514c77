package org.jobcast.impl.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jobcast.JobcastException;

/** One or more settings have wrong values. All of them are listed, so that one restart is enough to correct them. */
public final class ConfigurationException extends JobcastException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * A value that cannot be used.
     *
     * @param key the setting
     * @param source where the value came from
     * @param value the value as it was found
     * @param expected what would be accepted
     * @param example a value that would be accepted
     */
    public record Problem(String key, String source, String value, String expected, String example) {
        /** One line without control characters. */
        @Override
        public String toString() {
            return key + " = \"" + value.replaceAll("\\p{Cntrl}", "?") + "\" (from " + source + "): expected "
                    + expected + ", for example " + example;
        }
    }

    ConfigurationException(List<Problem> problems) {
        super("jobcast does not start, because of wrong settings:"
                + problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return at least one problem, in the order of the keys
     */
    public List<Problem> problems() {
        return problems;
    }
}
