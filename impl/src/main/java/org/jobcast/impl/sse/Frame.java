package org.jobcast.impl.sse;

import java.nio.charset.StandardCharsets;

/**
 * One event, encoded once to the UTF-8 bytes that every client gets:
 *
 * <pre>{@code
 * id: 7-42
 * event: progress
 * data: {"event":"progress","current":1}
 * <empty line>
 * }</pre>
 *
 * <p>CR, LF and CRLF in the data each begin a new {@code data:} line, and a parser joins the lines by LF: a CR or CRLF
 * arrives as LF, because the format knows no other line break. JSON text is not affected, it holds line breaks only as
 * escapes. A lone surrogate becomes U+FFFD; everything else arrives as it was sent, NUL and BOM included.
 *
 * <p>Immutable and thread-safe. Only the bytes are kept; the texts are decoded on demand, since history holds many
 * frames and reads few.
 */
public final class Frame {
    private final byte[] bytes;
    private final int typeStart;
    private final int typeEnd;

    Frame(byte[] bytes, int typeStart, int typeEnd) {
        this.bytes = bytes;
        this.typeStart = typeStart;
        this.typeEnd = typeEnd;
    }

    /**
     * Encodes an event.
     *
     * @param id the event id, see {@link SseSyntax#requireId}
     * @param type the event type, see {@link SseSyntax#requireType}
     * @param data any text, the empty one included
     * @return the frame
     * @throws IllegalArgumentException if id or type are refused
     */
    public static Frame of(String id, String type, String data) {
        return FrameEncoder.encode(SseSyntax.requireId(id), SseSyntax.requireType(type), data);
    }

    /**
     * Encodes an event without an id, which leaves the position that a client resumes from where it was.
     *
     * @param type the event type, see {@link SseSyntax#requireType}
     * @param data any text, the empty one included
     * @return the frame
     * @throws IllegalArgumentException if the type is refused
     */
    public static Frame withoutId(String type, String data) {
        return FrameEncoder.encode("", SseSyntax.requireType(type), data);
    }

    /**
     * Puts an id before what {@link #bytes()} of a frame holds from {@link #typeStart()} on. Neither is checked again.
     *
     * @param id the event id, ASCII
     * @param source an array that holds the rest of the frame
     * @param from where the rest begins
     * @param to where it ends
     * @param typeLength the length of the {@code event:} line with its line break
     * @return the frame, equal to the one that was taken apart if the id is the same
     */
    public static Frame rebuild(String id, byte[] source, int from, int to, int typeLength) {
        return FrameEncoder.rebuild(id, source, from, to, typeLength);
    }

    /**
     * The encoded event with its {@code event:} line. Shared, not copied: callers must not write to it.
     *
     * @return the bytes
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The size of {@link #bytes()}.
     *
     * @return the number of bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * The size of the event with or without its {@code event:} line.
     *
     * @param named whether the line is there
     * @return the number of bytes
     */
    public int length(boolean named) {
        return named ? bytes.length : bytes.length - (typeEnd - typeStart);
    }

    /**
     * Where the {@code event:} line begins in {@link #bytes()}.
     *
     * @return its first index
     */
    public int typeStart() {
        return typeStart;
    }

    /**
     * Where the {@code event:} line ends in {@link #bytes()}, its line break included.
     *
     * @return the index after its last byte
     */
    public int typeEnd() {
        return typeEnd;
    }

    /**
     * Copies the event with or without its {@code event:} line.
     *
     * @param target where to
     * @param at the first index to write
     * @param named whether to write the line
     * @return the index after the last byte written
     * @throws IndexOutOfBoundsException if fewer than {@link #length(boolean)} bytes are free from {@code at} on
     */
    public int copyTo(byte[] target, int at, boolean named) {
        int rest = named ? typeStart : typeEnd;
        System.arraycopy(bytes, 0, target, at, typeStart);
        System.arraycopy(bytes, rest, target, at + typeStart, bytes.length - rest);
        return at + typeStart + bytes.length - rest;
    }

    /**
     * Decodes the event id.
     *
     * @return the id, empty if the frame has none
     */
    public String id() {
        int start = FrameEncoder.ID.length;
        return typeStart == 0 ? "" : text(start, typeStart - 1);
    }

    /**
     * Decodes the event type.
     *
     * @return the type
     */
    public String type() {
        return text(typeStart + FrameEncoder.EVENT.length, typeEnd - 1);
    }

    /**
     * Decodes the data as a client sees it.
     *
     * @return the data, its lines joined by LF
     */
    public String data() {
        int prefix = FrameEncoder.DATA.length;
        int end = bytes.length - 2;
        int lineEnd = lineEnd(typeEnd);
        if (lineEnd == end) {
            return text(typeEnd + prefix, end);
        }
        byte[] joined = new byte[end - typeEnd - prefix];
        int length = 0;
        for (int line = typeEnd; line <= end; line = lineEnd + 1) {
            lineEnd = lineEnd(line);
            if (line > typeEnd) {
                joined[length++] = '\n';
            }
            System.arraycopy(bytes, line + prefix, joined, length, lineEnd - line - prefix);
            length += lineEnd - line - prefix;
        }
        return new String(joined, 0, length, StandardCharsets.UTF_8);
    }

    private int lineEnd(int from) {
        int at = from;
        while (bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Names the id, the type and the size; the data is left out, so that it never reaches a log by accident. */
    @Override
    public String toString() {
        return "Frame[" + id() + " " + type() + ", " + bytes.length + " bytes]";
    }
}
