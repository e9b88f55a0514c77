package org.jobcast.client.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line, taken apart: {@code command [operand…] [--option value | --option=value | --flag]…}, in any order.
 *
 * @param command the first word that is no option, empty for none
 * @param operands the words after it
 * @param options the values of each option; a flag has an empty one
 */
record Arguments(String command, List<String> operands, Map<String, List<String>> options) {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    /**
     * Takes a command line apart.
     *
     * @param args the words
     * @param valued the options that have a value
     * @param flags the options that have none
     * @throws UsageException if there is another option, or a value is missing
     */
    static Arguments parse(List<String> args, Set<String> valued, Set<String> flags) {
        List<String> words = new ArrayList<>();
        Map<String, List<String>> options = new HashMap<>();
        boolean onlyWords = false;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (onlyWords || !arg.startsWith("-") || arg.equals("-")) {
                words.add(arg);
                continue;
            }
            if (arg.equals("--")) {
                onlyWords = true;
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = "";
            if (valued.contains(name)) {
                if (equals < 0 && ++i == args.size()) {
                    throw new UsageException(name + " needs a value");
                }
                value = equals < 0 ? args.get(i) : arg.substring(equals + 1);
            } else if (!flags.contains(name) || equals >= 0) {
                throw new UsageException("unknown option " + arg);
            }
            options.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        String command = words.isEmpty() ? "" : words.get(0);
        return new Arguments(command, words.isEmpty() ? List.of() : words.subList(1, words.size()), options);
    }

    boolean has(String flag) {
        return options.containsKey(flag);
    }

    List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** The last value of an option. */
    Optional<String> value(String option) {
        List<String> values = all(option);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** The only operand. */
    String onlyOperand(String what) {
        if (operands.size() != 1 || operands.get(0).isEmpty()) {
            throw new UsageException(command + " needs exactly one " + what);
        }
        return operands.get(0);
    }

    void noOperands() {
        if (!operands.isEmpty()) {
            throw new UsageException(command + " takes no operand, but there is " + operands.get(0));
        }
    }

    int number(String option, int otherwise) {
        String text = value(option).orElse("" + otherwise);
        if (!text.matches("\\d{1,9}")) {
            throw new UsageException(option + " must be a whole number, not " + text);
        }
        return Integer.parseInt(text);
    }

    Duration duration(String option, Duration otherwise) {
        return value(option).map(text -> duration(option, text)).orElse(otherwise);
    }

    private static Duration duration(String option, String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            Duration value = matcher.matches()
                    ? duration(Long.parseLong(matcher.group(1)), matcher.group(2))
                    : Duration.parse(text.toUpperCase(Locale.ROOT));
            if (!value.isNegative()) {
                return value;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new UsageException(option + " must be a duration such as 500ms, 30s, 5m, 2h, 7d or PT5M, not " + text);
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
