package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jobcast.job.Schedule;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> next(String expression, ZoneId zone, String after, int count) {
        Schedule schedule = Schedule.cron(expression).in(zone);
        List<String> moments = new ArrayList<>();
        Instant at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            at = schedule.next(at).orElseThrow();
            moments.add(at.toString());
        }
        return moments;
    }

    @Test
    void momentsComeAfterTheGivenOne() {
        assertThat(next("*/20 * * * *", ZoneOffset.UTC, "2026-01-01T00:00:00Z", 3))
                .containsExactly("2026-01-01T00:20:00Z", "2026-01-01T00:40:00Z", "2026-01-01T01:00:00Z");
        assertThat(next("30 2 * * MON-FRI", ZoneOffset.UTC, "2026-01-02T02:29:59.999Z", 2))
                .containsExactly("2026-01-02T02:30:00Z", "2026-01-05T02:30:00Z");
        assertThat(next("0 0 29 feb *", ZoneOffset.UTC, "2096-03-01T00:00:00Z", 1))
                .containsExactly("2104-02-29T00:00:00Z");
        assertThat(next("15 10 13 * 5", ZoneOffset.UTC, "2026-02-01T00:00:00Z", 3))
                .as("either day is enough")
                .containsExactly("2026-02-06T10:15:00Z", "2026-02-13T10:15:00Z", "2026-02-20T10:15:00Z");
        assertThat(next("@weekly", ZoneOffset.UTC, "2026-01-01T00:00:00Z", 1)).containsExactly("2026-01-04T00:00:00Z");
        assertThat(next("0 12 * * 7", ZoneOffset.UTC, "2026-01-01T00:00:00Z", 1))
                .containsExactly("2026-01-04T12:00:00Z");
    }

    @Test
    void aTimeThatClocksSkipComesLaterAndOneThatTheyRepeatComesOnce() {
        assertThat(next("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(next("*/30 2,3 * * *", BERLIN, "2026-03-29T00:00:00Z", 2))
                .as("02:00 and 02:30 fall on 03:00 and 03:30, which come once")
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
        assertThat(next("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    /** Looks at each minute of some weeks, field by field, another way than the schedule does. */
    @Test
    void itAgreesWithAWalkThroughAllMinutes() {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            int minute = random.nextInt(60);
            int step = 1 + random.nextInt(11);
            int from = random.nextInt(20);
            int to = from + random.nextInt(24 - from);
            int weekday = random.nextInt(7);
            Schedule schedule = Schedule.cron(minute + " " + from + "-" + to + "/" + step + " * * " + weekday);
            Instant at = Instant.parse("2026-01-01T00:00:00Z").plus(random.nextInt(20_000), ChronoUnit.MINUTES);
            Instant expected = at.plusSeconds(60).truncatedTo(ChronoUnit.MINUTES);
            while (!fits(LocalDateTime.ofInstant(expected, ZoneOffset.UTC), minute, from, to, step, weekday)) {
                expected = expected.plusSeconds(60);
            }
            assertThat(schedule.next(at)).as(schedule + " after " + at).contains(expected);
        }
    }

    private static boolean fits(LocalDateTime at, int minute, int from, int to, int step, int weekday) {
        int hour = at.getHour();
        return at.getMinute() == minute
                && hour >= from
                && hour <= to
                && (hour - from) % step == 0
                && at.getDayOfWeek().getValue() % 7 == weekday;
    }

    @Test
    void whatCannotBeReadOrNeverComesIsRefused() {
        for (String wrong : List.of(
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "1,,2 * * * *",
                "a * * * *",
                "-1 * * * *",
                "0 0 31 2 *",
                "0 0 30 FEB *",
                "999999999999 * * * *",
                "@never",
                "x".repeat(10_000))) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> Schedule.cron(wrong));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("@daily").catchingUp(Duration.ofDays(8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("@daily").catchingUp(Duration.ofDays(-1)));
    }

    @Test
    void schedulesAreValues() {
        assertThat(Schedule.cron("@daily").in(BERLIN))
                .isEqualTo(Schedule.cron("@daily").in(BERLIN))
                .hasSameHashCodeAs(Schedule.cron("@daily").in(BERLIN))
                .isNotEqualTo(Schedule.cron("@daily"));
        assertThat(Schedule.cron("0 1 * * *")).hasToString("0 1 * * * Z");
    }
}
