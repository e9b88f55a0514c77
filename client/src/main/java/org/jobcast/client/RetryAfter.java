package org.jobcast.client;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jobcast.client.transport.Answer;

/** The header of that name: seconds, or a date of HTTP. */
final class RetryAfter {
    private RetryAfter() {}

    static Duration of(Answer answer, Duration otherwise) {
        return answer.header("Retry-After")
                .map(text -> parse(text, Clock.systemUTC(), otherwise))
                .orElse(otherwise);
    }

    static Duration parse(String text, Clock clock, Duration otherwise) {
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            ZonedDateTime until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), until.toInstant());
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }
}
