package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nonsense at every door of the sample. The seed is fixed: a failure names the request, and the next run repeats it. */
class FuzzIT {
    private static final int REQUESTS = 4_000;
    private static final int THREADS = 8;
    private static final long SEED = 20_261_121;
    private static final int ENOUGH = 64 * 1024;
    private static final Pattern JOB_ERROR = Pattern.compile("\"error\":\\{\"type\":\"[\\w.$]+\",");

    @TempDir
    static Path directory;

    private static SampleProcess sample;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleProcess.start(directory, "-Xmx512m");
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
    }

    @Test
    void nonsenseIsNeverAnsweredByAServerErrorOrAStackTraceAndTheServerGoesOn() throws Exception {
        String job = SampleProcess.jobId(sample.post("demo/jobs?steps=3&delayMs=0"));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<String>>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                FuzzRequests requests = new FuzzRequests(new SplittableRandom(SEED + i), job);
                workers.add(() -> complaints(requests));
            }
            List<String> complaints = new ArrayList<>();
            for (Future<List<String>> worker : threads.invokeAll(workers)) {
                complaints.addAll(worker.get());
            }
            assertThat(complaints).isEmpty();
        } finally {
            threads.shutdownNow();
        }
        // Jersey logs clients that leave in the middle of an answer; ours must have nothing to complain about.
        assertThat(sample.log().lines().filter(line -> line.contains("SEVERE  org.jobcast")))
                .isEmpty();
        String after = SampleProcess.jobId(sample.post("demo/jobs?steps=1&delayMs=0"));
        assertThat(sample.get("jobcast/jobs/" + after + "/result?wait=10").statusCode())
                .isIn(200, 202);
        assertThat(sample.get("").statusCode()).isEqualTo(200);
    }

    private static List<String> complaints(FuzzRequests requests) {
        List<String> complaints = new ArrayList<>();
        for (int i = 0; i < REQUESTS / THREADS; i++) {
            byte[] request = requests.next();
            String answer = answer(request);
            // The others are honest: an unknown method, a limit that is reached, an unknown version of HTTP.
            boolean serverError = answer.matches("(?s)HTTP/1\\.1 5(?!01|03|05).*");
            // A job that was made to fail says so, by contract, even in the answer to its submission.
            String words = JOB_ERROR.matcher(answer).replaceAll("");
            boolean trace = words.contains("\tat ") || words.contains("Exception") || words.contains(".java:");
            if (serverError || trace) {
                complaints.add(text(request, 600) + "\n=> " + answer.substring(0, Math.min(600, answer.length())));
            }
        }
        return complaints;
    }

    /** What comes back until the server closes, falls silent or has said enough. */
    private static String answer(byte[] request) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(sample.base().getHost(), sample.base().getPort()), 10_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            byte[] buffer = new byte[8 * 1024];
            for (int n = socket.getInputStream().read(buffer); n >= 0 && answer.size() < ENOUGH; ) {
                answer.write(buffer, 0, n);
                if (isStream(answer)) {
                    break;
                }
                n = socket.getInputStream().read(buffer);
            }
        } catch (SocketTimeoutException e) {
            return text(answer.toByteArray(), ENOUGH);
        } catch (IOException e) {
            // A server may close while a request is still being sent; whether it lives is asked at the end.
            return text(answer.toByteArray(), ENOUGH);
        }
        return text(answer.toByteArray(), ENOUGH);
    }

    private static boolean isStream(ByteArrayOutputStream answer) {
        return answer.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream");
    }

    private static String text(byte[] bytes, int max) {
        return new String(bytes, 0, Math.min(max, bytes.length), StandardCharsets.ISO_8859_1);
    }
}
