package org.jobcast.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Moments that come again and again, in the words of cron. Immutable and thread-safe.
 *
 * <p>Five fields: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or {@code JAN}-{@code DEC}), day of the week
 * (0-7 or {@code SUN}-{@code SAT}, 0 and 7 are Sunday). A field is {@code *}, a number, a range {@code 1-5}, a step {@code
 * *}{@code /15} or {@code 8-18/2}, or a list of these. If both days are given, one of them is enough. {@code @hourly}, {@code
 * @daily}, {@code @weekly}, {@code @monthly} and {@code @yearly} stand for what they say.
 *
 * <p>Each local time comes once: one that is skipped when clocks go forward comes as much later as they go forward, one that is
 * repeated when they go back comes the first time only.
 */
public final class Schedule {
    /** A schedule without any moment in so many days, as for the 31st of February, has none at all. */
    private static final int DAYS = 8 * 366 + 1;

    private static final Map<String, String> MACROS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final String expression;
    private final ZoneId zone;
    private final Duration catchUp;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private Schedule(String expression, ZoneId zone, Duration catchUp) {
        this.expression = expression;
        this.zone = zone;
        this.catchUp = catchUp;
        String[] fields = MACROS.getOrDefault(expression.strip(), expression)
                .strip()
                .toUpperCase(Locale.ROOT)
                .split("\\s+", 7);
        if (fields.length != 5) {
            throw refused("five fields are needed: minute, hour, day of the month, month, day of the week");
        }
        this.minutes = field(fields[0], 0, 59, List.of());
        this.hours = field(fields[1], 0, 23, List.of());
        this.days = field(fields[2], 1, 31, List.of());
        this.months = field(fields[3], 1, 12, MONTHS);
        this.weekdays = field(fields[4], 0, 7, WEEKDAYS);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        this.eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
        if (next(Instant.EPOCH.plus(Duration.ofDays(1))).isEmpty()) {
            throw refused("there is no such day");
        }
    }

    /**
     * Reads a schedule in UTC.
     *
     * @param expression five fields, or a word such as {@code @daily}
     * @return the schedule; moments that no node was there for are passed over
     * @throws IllegalArgumentException if it cannot be read, or no moment fits
     */
    public static Schedule cron(String expression) {
        return new Schedule(Objects.requireNonNull(expression, "expression"), ZoneOffset.UTC, Duration.ZERO);
    }

    /**
     * The same in another time zone.
     *
     * @param other the zone
     * @return a new schedule
     */
    public Schedule in(ZoneId other) {
        return new Schedule(expression, Objects.requireNonNull(other, "zone"), catchUp);
    }

    /**
     * The same, making up for the last moment that no node was there for, if it is not longer ago.
     *
     * @param window how long ago it may be, at most 7 days; zero (default) to pass over it
     * @return a new schedule
     * @throws IllegalArgumentException if the window is negative or too long
     */
    public Schedule catchingUp(Duration window) {
        if (window.isNegative() || window.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("the window must be between zero and 7 days");
        }
        return new Schedule(expression, zone, window);
    }

    /**
     * How long ago a missed moment may be that is made up for.
     *
     * @return zero for never
     */
    public Duration catchUp() {
        return catchUp;
    }

    /**
     * The next moment.
     *
     * @param after it comes after this one
     * @return the moment, empty if it is too far from our days
     */
    public Optional<Instant> next(Instant after) {
        LocalDateTime from = LocalDateTime.ofInstant(after, zone).withSecond(0).withNano(0);
        LocalDate day = from.toLocalDate();
        LocalTime earliest = from.toLocalTime();
        for (int i = 0; i < DAYS; i++) {
            if (fits(day)) {
                Optional<Instant> moment = nextOf(day, earliest, after);
                if (moment.isPresent()) {
                    return moment;
                }
            }
            day = day.plusDays(1);
            earliest = LocalTime.MIN;
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate day) {
        boolean byMonth = days.get(day.getDayOfMonth());
        boolean byWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return months.get(day.getMonthValue()) && (eitherDay ? byMonth || byWeek : byMonth && byWeek);
    }

    private Optional<Instant> nextOf(LocalDate day, LocalTime earliest, Instant after) {
        int first = earliest.getHour();
        for (int hour = hours.nextSetBit(first); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int minute = minutes.nextSetBit(hour == first ? earliest.getMinute() : 0);
            for (; minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                Instant moment = day.atTime(hour, minute).atZone(zone).toInstant();
                if (moment.isAfter(after)) {
                    return Optional.of(moment);
                }
            }
        }
        return Optional.empty();
    }

    private BitSet field(String text, int min, int max, List<String> names) {
        BitSet values = new BitSet(max + 1);
        for (String part : text.split(",", -1)) {
            String[] step = part.split("/", 2);
            String[] range = step[0].split("-", 2);
            boolean all = step[0].equals("*");
            int first = all ? min : number(range[0], min, max, names);
            int last = all || (range.length == 1 && step.length == 2) ? max : first;
            last = range.length == 2 ? number(range[1], min, max, names) : last;
            int by = step.length == 2 ? number(step[1], 1, max, List.of()) : 1;
            if (first > last) {
                throw refused("a range goes from the smaller to the larger value");
            }
            for (int value = first; value <= last; value += by) {
                values.set(value);
            }
        }
        return values;
    }

    private int number(String text, int min, int max, List<String> names) {
        int name = names.indexOf(text);
        int number = name >= 0 ? name + (names == MONTHS ? 1 : 0) : -1;
        if (text.matches("[0-9]{1,2}")) {
            number = Integer.parseInt(text);
        }
        if (number < min || number > max) {
            throw refused("a value must be from " + min + " to " + max);
        }
        return number;
    }

    private IllegalArgumentException refused(String why) {
        String shown = expression.length() > 100 ? expression.substring(0, 100) + "…" : expression;
        return new IllegalArgumentException("the schedule '" + shown.replaceAll("\\p{Cntrl}", "?")
                + "' cannot be read: " + why + "; an example: 30 2 * * MON-FRI");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that
                && expression.equals(that.expression)
                && zone.equals(that.zone)
                && catchUp.equals(that.catchUp);
    }

    @Override
    public int hashCode() {
        return Objects.hash(expression, zone, catchUp);
    }

    /** The expression and its zone. */
    @Override
    public String toString() {
        return expression + " " + zone;
    }
}
