package org.jobcast.impl.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of settings. */
final class ValueTypes {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(KiB|MiB|GiB)?", Pattern.CASE_INSENSITIVE);

    private ValueTypes() {}

    static ValueType<Boolean> bool() {
        return new ValueType<>("boolean", "true or false", "true", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused();
        });
    }

    static ValueType<Integer> integer(int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        return new ValueType<>("number", expected, Integer.toString(Math.max(min, Math.min(max, 100))), text -> {
            int value = Integer.parseInt(text);
            require(value >= min && value <= max);
            return value;
        });
    }

    /** A duration from {@code min} to {@code max}, both in the short form. */
    static ValueType<Duration> duration(String min, String max) {
        Duration lowest = parseDuration(min);
        Duration highest = parseDuration(max);
        String expected = "a duration from " + min + " to " + max + " as 500ms, 15s, 5m, 2h, 7d or PT15S";
        return new ValueType<>("duration", expected, max, text -> {
            Duration value = parseDuration(text);
            require(value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0);
            return value;
        });
    }

    /** Nothing at all, or a time from {@code min} to {@code max}. */
    static ValueType<Duration> durationOrZero(String min, String max) {
        ValueType<Duration> range = duration(min, max);
        return new ValueType<>("duration", "0, or " + range.expected(), max, text -> {
            Duration value = parseDuration(text);
            return value.isZero() ? value : range.parse(text);
        });
    }

    /** A number of bytes from {@code min} to {@code max}. */
    static ValueType<Long> size(String min, String max) {
        return size("", min, max, false);
    }

    /** Like {@link #size} or 0, which leaves the choice to jobcast. */
    static ValueType<Long> sizeOrZero(String min, String max) {
        return size("0 or ", min, max, true);
    }

    private static ValueType<Long> size(String prefix, String min, String max, boolean orZero) {
        long lowest = parseSize(min);
        long highest = parseSize(max);
        String expected = prefix + "a size from " + min + " to " + max + " as 65536, 64KiB, 16MiB or 1GiB";
        return new ValueType<>("size", expected, min, text -> {
            long value = parseSize(text);
            require((orZero && value == 0) || (value >= lowest && value <= highest));
            return value;
        });
    }

    /** Text that matches as a whole. */
    static ValueType<String> text(String expected, String example, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return new ValueType<>("text", expected, example, text -> {
            require(compiled.matcher(text).matches());
            return text;
        });
    }

    /** Texts between commas, each of which matches as a whole; empty for an empty text. */
    static ValueType<List<String>> list(String expected, String example, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return new ValueType<>("list", expected + " between commas", example, text -> {
            if (text.isEmpty()) {
                return List.of();
            }
            List<String> items =
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            require(items.stream().allMatch(item -> compiled.matcher(item).matches()));
            return items;
        });
    }

    /** A constant by its name, in any case, with a dash or an underscore between words. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
        String example = type.getEnumConstants()[0].name().toLowerCase(Locale.ROOT);
        return new ValueType<>(
                "choice",
                "one of " + names,
                example,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    private static Duration parseDuration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw refused();
        }
    }

    private static long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        require(matcher.matches());
        String unit = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
        int shift = switch (unit) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> 0;
        };
        long count = Long.parseLong(matcher.group(1));
        require(count <= Long.MAX_VALUE >> shift);
        return count << shift;
    }

    private static void require(boolean accepted) {
        if (!accepted) {
            throw refused();
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("Not of this type");
    }
}
