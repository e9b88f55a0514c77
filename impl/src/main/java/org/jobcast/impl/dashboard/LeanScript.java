package org.jobcast.impl.dashboard;

import java.nio.charset.StandardCharsets;

/**
 * Takes the comments out of a script, for the wire. A line that is nothing but comment becomes an empty line and every other
 * line stays as it is, so that a stack trace names the lines of the source.
 */
final class LeanScript {
    private LeanScript() {}

    static byte[] of(byte[] source) {
        StringBuilder lean = new StringBuilder(source.length);
        boolean inside = false;
        for (String line : new String(source, StandardCharsets.UTF_8).split("\n", -1)) {
            String text = line.strip();
            boolean opens = !inside && text.startsWith("/*");
            int end = text.indexOf("*/");
            boolean codeFollows = end >= 0 && end < text.length() - 2;
            boolean comment = inside || text.startsWith("//") || (opens && !codeFollows);
            lean.append(comment ? "" : line);
            inside = (inside || opens) && end < 0;
            lean.append('\n');
        }
        lean.setLength(lean.length() - 1);
        return lean.toString().getBytes(StandardCharsets.UTF_8);
    }
}
