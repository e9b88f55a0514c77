package org.jobcast.impl.resume;

/** Keeps surrogate pairs together that a producer cuts. Used by one thread at a time. */
final class Surrogates {
    private static final char REPLACEMENT = '\uFFFD';

    private char carried;

    /** The next text that can be sent: with the half that was kept, without a half at its end, which is kept. */
    String next(String chunk) {
        if (chunk.isEmpty()) {
            return chunk;
        }
        String text = carried == 0 ? chunk : carried + chunk;
        carried = 0;
        int length = text.length();
        if (Character.isHighSurrogate(text.charAt(length - 1))) {
            carried = text.charAt(--length);
        }
        return replaceLone(text, length);
    }

    /** What is left when nothing follows. */
    String rest() {
        boolean any = carried != 0;
        carried = 0;
        return any ? String.valueOf(REPLACEMENT) : "";
    }

    /** How many characters are kept. */
    int kept() {
        return carried == 0 ? 0 : 1;
    }

    private static String replaceLone(String text, int length) {
        StringBuilder changed = null;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (changed == null) {
                changed = new StringBuilder(text).delete(length, text.length());
            }
            changed.setCharAt(i, REPLACEMENT);
        }
        return changed == null ? text.substring(0, length) : changed.toString();
    }

    /** Where a text may be cut so that the first part has at most some characters, two or more. */
    static int cut(String text, int from, int most) {
        int to = Math.min(text.length(), from + most);
        boolean splits = to < text.length()
                && Character.isHighSurrogate(text.charAt(to - 1))
                && Character.isLowSurrogate(text.charAt(to));
        return splits ? to - 1 : to;
    }
}
