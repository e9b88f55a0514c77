package org.jobcast.impl.channel;

/** The alphabet of ids, channel names and job types, safe in paths, headers, JSON and logs. */
public final class Names {
    /** The longest id or channel name. */
    public static final int MAX_ID = 128;

    /** The longest job type. */
    public static final int MAX_TYPE = 64;

    private Names() {}

    /**
     * Whether a text is a name.
     *
     * @param text any text
     * @param max the longest allowed
     * @return true for 1 to {@code max} characters of {@code A-Z a-z 0-9 _ . : -}
     */
    public static boolean isValid(String text, int max) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isAllowed(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks a name.
     *
     * @param what what it names, for the message
     * @param text the name
     * @param max the longest allowed
     * @return the name
     * @throws IllegalArgumentException if it is not allowed
     */
    public static String require(String what, String text, int max) {
        if (!isValid(text, max)) {
            throw new IllegalArgumentException(what + " must be 1 to " + max + " characters of A-Z a-z 0-9 _ . : -");
        }
        return text;
    }

    private static boolean isAllowed(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        boolean digit = c >= '0' && c <= '9';
        return letter || digit || c == '_' || c == '.' || c == ':' || c == '-';
    }
}
