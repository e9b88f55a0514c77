package org.jobcast.impl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.StringJoiner;

/** Work on JSON text that was just written. */
final class JsonText {
    /** Without limits, because what it reads was written here and may be as large as any event. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * Escapes lone surrogates, which UTF-8 cannot carry, and turns line breaks into blanks. Both are safe on the text: a
     * surrogate can stand only in a string, and a line break only between tokens.
     */
    static String oneLine(String json) {
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\n' || c == '\r' || Character.isSurrogate(c)) {
                return repaired(json, i);
            }
        }
        return json;
    }

    private static String repaired(String json, int from) {
        StringBuilder text = new StringBuilder(json.length() + 16).append(json, 0, from);
        for (int i = from; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\n' || c == '\r') {
                text.append(' ');
            } else if (!Character.isSurrogate(c)) {
                text.append(c);
            } else if (i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1))) {
                text.append(c).append(json.charAt(++i));
            } else {
                text.append("\\u").append(Integer.toHexString(c));
            }
        }
        return text.toString();
    }

    static boolean isObject(String json) {
        return json.startsWith("{");
    }

    /**
     * The members of the object without its braces and without those that the framework owns. Members are cut out of the
     * text at the positions of their names, so that numbers keep every digit.
     *
     * @throws IOException if the text is not one JSON object
     */
    static String members(String json) throws IOException {
        StringJoiner kept = new StringJoiner(",");
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            JsonToken token = parser.nextToken();
            while (token == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int start = offset(parser);
                parser.nextToken();
                parser.skipChildren();
                token = parser.nextToken();
                if (!isReserved(name)) {
                    kept.add(member(json, start, offset(parser)));
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("There is more than one value");
            }
        }
        return kept.toString();
    }

    private static boolean isReserved(String name) {
        return name.equals("event") || name.equals("t");
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** The text from a name up to the next token, which a comma and blanks may separate. */
    private static String member(String json, int start, int next) {
        String text = json.substring(start, next).stripTrailing();
        return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
    }
}
