package org.jobcast.impl.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, read by ourselves because containers disagree about broken ones. */
final class Query {
    private static final int MAX_PARAMETERS = 200;

    private final Map<String, List<String>> values = new HashMap<>();

    private Query() {}

    static Query parse(@Nullable String raw) throws BadRequestException {
        Query query = new Query();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        String[] pairs = raw.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new BadRequestException("At most " + MAX_PARAMETERS + " parameters are read.");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            query.values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return query;
    }

    private static String decode(String text) throws BadRequestException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("The query has a broken percent sign.");
        }
    }

    @Nullable String first(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** True or false, false if it is not there. */
    boolean flag(String name) throws BadRequestException {
        String text = first(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (!text.equals("true")) {
            throw new BadRequestException("The parameter " + name + " must be true or false.");
        }
        return true;
    }

    /** Whether events are wanted without their {@code event:} lines. */
    boolean isUnnamed() {
        return "unnamed".equals(first("events"));
    }

    /** A whole number that is not negative. */
    OptionalLong number(String name) throws BadRequestException {
        String text = first(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new BadRequestException("The parameter " + name + " must be a whole number, 0 or more.");
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
