package org.jobcast.benchmark;

import java.util.concurrent.TimeUnit;
import org.jobcast.impl.sse.Frame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding one event: plain ASCII on one line, text with characters of several bytes, text of several lines. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    /** What the data looks like. */
    @Param({"ascii", "umlauts", "lines"})
    public String kind;

    /** Its length in characters. */
    @Param({"100", "1000"})
    public int length;

    private String data = "";

    /** Makes the data. */
    @Setup
    public void makeData() {
        String piece = switch (kind) {
            case "ascii" -> "{\"n\":1234}";
            case "umlauts" -> "{\"\u00e4\u00f6\":\"\u20ac\"}";
            default -> "one\ntwo\nx ";
        };
        data = piece.repeat(length / piece.length() + 1).substring(0, length);
    }

    /** Encodes. */
    @Benchmark
    public Frame encode() {
        return Frame.of("1760000000000-1234567", "progress", data);
    }
}
