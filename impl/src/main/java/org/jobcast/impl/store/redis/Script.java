package org.jobcast.impl.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What has to happen in Redis at once: a Lua script each, in the resource {@code <name>.lua}. */
enum Script {
    OPEN,
    APPEND,
    READ,
    TRIM,
    DROP,
    PUT,
    HEAL,
    LIST,
    STEP,
    SIGNAL,
    JOIN,
    BEAT,
    BURY,
    FORGET,
    PUBLISH,
    COUNT;

    private final byte[] text;
    private final byte[] digest;

    Script() {
        this.text = load(name().toLowerCase(Locale.ROOT) + ".lua");
        this.digest = digest(text);
    }

    private static byte[] load(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Redis names a script by its SHA-1, in hexadecimal digits. */
    private static byte[] digest(byte[] text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it changes something that is kept. */
    boolean isWrite() {
        return this != READ && this != LIST && this != PUBLISH && this != COUNT;
    }

    byte[] text() {
        return text;
    }

    byte[] digest() {
        return digest;
    }
}
