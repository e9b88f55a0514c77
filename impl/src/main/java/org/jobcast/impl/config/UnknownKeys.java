package org.jobcast.impl.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds misspelt keys: names that look like settings of jobcast and are none. */
final class UnknownKeys {
    private static final String ENVIRONMENT_PREFIX = "JOBCAST_";

    private UnknownKeys() {}

    /** One warning for each unknown name. */
    static List<String> warnings(List<ValueSource> sources) {
        Set<String> unknown = new LinkedHashSet<>();
        for (ValueSource source : sources) {
            for (String name : source.names()) {
                if (source.isEnvironment() ? isUnknownVariable(name) : isUnknownKey(name)) {
                    unknown.add(name);
                }
            }
        }
        List<String> warnings = new ArrayList<>();
        for (String name : unknown) {
            warnings.add("Unknown setting " + name.replaceAll("\\p{Cntrl}", "?") + " is ignored; did you mean "
                    + closest(name) + "?");
        }
        return warnings;
    }

    private static boolean isUnknownKey(String name) {
        return name.startsWith(Key.PREFIX)
                && Keys.ALL.stream().noneMatch(key -> key.name().equals(name))
                && !Keys.JOB_TYPE_NAME.matcher(name).matches();
    }

    private static boolean isUnknownVariable(String name) {
        return name.startsWith(ENVIRONMENT_PREFIX)
                && Keys.ALL.stream().noneMatch(key -> key.environmentName().equals(name))
                && !Keys.JOB_TYPE_ENVIRONMENT_NAME.matcher(name).matches();
    }

    private static String closest(String name) {
        boolean variable = name.startsWith(ENVIRONMENT_PREFIX);
        Stream<String> known = Keys.ALL.stream().map(key -> variable ? key.environmentName() : key.name());
        return closest(name, known.toList());
    }

    private static String closest(String name, Collection<String> known) {
        String closest = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                closest = candidate;
            }
        }
        return closest;
    }

    /** The Levenshtein distance: how many characters to insert, remove or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
