package org.jobcast.it.server;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jobcast.test.RawHttp;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser;
import org.jobcast.test.SseParser.Event;

/** The events of a stream that may be compressed, as soon as what has arrived can be unpacked. */
final class Unpacked {
    /** Of gzip, without the optional parts, which no server here sends. */
    private static final int HEADER = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RawHttp http;
    private final boolean packed;
    private final boolean gzip;
    private final Inflater inflater;
    private final SseParser parser = new SseParser();
    private final Deque<Event> pending = new ArrayDeque<>();
    private int header;

    private Unpacked(RawHttp http, String coding) {
        this.http = http;
        packed = !coding.equals("identity");
        gzip = coding.equals("gzip");
        inflater = new Inflater(gzip);
    }

    static Unpacked of(SseClient stream) {
        List<String> codings = stream.head().values("Content-Encoding");
        return new Unpacked(stream.http(), codings.isEmpty() ? "identity" : codings.get(0));
    }

    Event next() throws DataFormatException {
        while (pending.isEmpty()) {
            byte[] bytes = http.readSome(TIMEOUT);
            pending.addAll(parser.push(packed ? unpack(bytes) : bytes));
        }
        return pending.remove();
    }

    private byte[] unpack(byte[] bytes) throws DataFormatException {
        int skipped = gzip ? Math.min(HEADER - header, bytes.length) : 0;
        header += skipped;
        inflater.setInput(bytes, skipped, bytes.length - skipped);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
            out.write(buffer, 0, count);
        }
        return out.toByteArray();
    }
}
