package org.jobcast.impl.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** A file for browsers: its bytes, plain and compressed, and the hash of its content. Immutable. */
public final class SiteFile {
    private static final int HASH_BYTES = 10;

    private final String type;
    private final byte[] bytes;
    private final byte[] gzip;
    private final String hash;

    private SiteFile(String type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.gzip = compress(bytes);
        this.hash = hash(bytes);
    }

    /**
     * Makes a file.
     *
     * @param type its {@code Content-Type}
     * @param bytes its content, which nobody changes from now on
     * @return the file
     */
    public static SiteFile of(String type, byte[] bytes) {
        return new SiteFile(type, bytes);
    }

    String type() {
        return type;
    }

    /** The name of exactly this content, for {@code ETag} and {@code ?v=}. */
    String hash() {
        return hash;
    }

    /** Whether there is anything to gain by compressing it. */
    boolean isCompressible() {
        return gzip.length < bytes.length;
    }

    byte[] content(boolean compressed) {
        return compressed ? gzip : bytes;
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
