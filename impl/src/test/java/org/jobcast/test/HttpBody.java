package org.jobcast.test;

import java.io.ByteArrayOutputStream;

/**
 * Takes the transfer coding off a response body, one byte at a time, so that a read may stop anywhere and go on later.
 * Strict: whatever is not exactly the coding fails, because a broken chunk is what a broken server sends.
 */
final class HttpBody {
    private static final long UNTIL_CLOSE = -1;

    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        TRAILER_LF,
        END
    }

    private final boolean chunked;
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    private long left;
    private int digits;
    private int trailerLine;
    private State state;

    private HttpBody(boolean chunked, long left) {
        this.chunked = chunked;
        this.left = left;
        state = chunked ? State.SIZE : left == 0 ? State.END : State.DATA;
    }

    static HttpBody chunked() {
        return new HttpBody(true, 0);
    }

    static HttpBody ofLength(long length) {
        return new HttpBody(false, length);
    }

    static HttpBody untilClose() {
        return new HttpBody(false, UNTIL_CLOSE);
    }

    boolean ended() {
        return state == State.END;
    }

    /** Whether the body is complete if the connection closes now. */
    boolean mayClose() {
        return ended() || (!chunked && left == UNTIL_CLOSE);
    }

    /** The bytes decoded since the last call. */
    byte[] drain() {
        byte[] bytes = decoded.toByteArray();
        decoded.reset();
        return bytes;
    }

    void push(int b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> state = b == '\r' ? State.SIZE_LF : State.EXTENSION;
            case SIZE_LF -> {
                require(b == '\n', "LF after the chunk size", b);
                trailerLine = 0;
                state = left == 0 ? State.TRAILER : State.DATA;
            }
            case DATA -> data(b);
            case DATA_CR -> {
                require(b == '\r', "CR after the chunk", b);
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                require(b == '\n', "LF after the chunk", b);
                digits = 0;
                state = State.SIZE;
            }
            case TRAILER -> {
                trailerLine += b == '\r' ? 0 : 1;
                state = b == '\r' ? State.TRAILER_LF : State.TRAILER;
            }
            case TRAILER_LF -> {
                require(b == '\n', "LF after the trailer", b);
                state = trailerLine == 0 ? State.END : State.TRAILER;
                trailerLine = 0;
            }
            case END -> throw new AssertionError("A byte after the end of the body: " + b);
        }
    }

    private void size(int b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            left = digits == 0 ? digit : left * 16 + digit;
            digits++;
            require(digits <= 8, "a chunk size of at most 8 digits", b);
        } else {
            require(digits > 0 && (b == '\r' || b == ';'), "a chunk size", b);
            state = b == '\r' ? State.SIZE_LF : State.EXTENSION;
        }
    }

    private void data(int b) {
        decoded.write(b);
        if (left != UNTIL_CLOSE && --left == 0) {
            state = chunked ? State.DATA_CR : State.END;
        }
    }

    private static void require(boolean ok, String expected, int b) {
        if (!ok) {
            throw new AssertionError("The server broke the chunked coding: expected " + expected + ", got byte " + b);
        }
    }
}
