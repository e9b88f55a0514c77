package org.jobcast.resume;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in the text a reader begins. A value.
 *
 * @param skipCharacters how many characters to leave out, counted from the beginning of the whole text in UTF-16 units as
 *     {@link String#length} and JavaScript count them; in the middle of a surrogate pair, the whole pair is read
 * @param eventId the id of the last event that the reader has had, as the HTTP stream sends it; null for none. What comes
 *     before it is left out, whatever the characters say
 */
public record ResumeFrom(long skipCharacters, @Nullable String eventId) {
    private static final ResumeFrom START = new ResumeFrom(0, null);

    /**
     * Checks.
     *
     * @param skipCharacters how many characters to leave out, counted from the beginning of the whole text in UTF-16 units as
     *     {@link String#length} and JavaScript count them; in the middle of a surrogate pair, the whole pair is read
     * @param eventId the id of the last event that the reader has had, as the HTTP stream sends it; null for none. What comes
     *     before it is left out, whatever the characters say
     * @throws IllegalArgumentException if the number is negative
     */
    public ResumeFrom {
        if (skipCharacters < 0) {
            throw new IllegalArgumentException("the number of characters to skip must not be negative");
        }
    }

    /**
     * The beginning.
     *
     * @return nothing is left out
     */
    public static ResumeFrom start() {
        return START;
    }

    /**
     * Behind some characters.
     *
     * @param characters how many, in UTF-16 units; more than the text has means that nothing of it is read
     * @return the position
     * @throws IllegalArgumentException if the number is negative
     */
    public static ResumeFrom skip(long characters) {
        return new ResumeFrom(characters, null);
    }

    /**
     * Behind an event.
     *
     * @param eventId the id of the last event that the reader has had; one that is not of this stream means its beginning
     * @return the position
     */
    public static ResumeFrom after(String eventId) {
        return new ResumeFrom(0, Objects.requireNonNull(eventId, "eventId"));
    }
}
