package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of the runnable jar. */
class MainIT {
    @TempDir
    Path directory;

    @Test
    void aWrongOptionIsExplainedAndExitsWithTwo() throws Exception {
        try (SampleProcess process = SampleProcess.start(directory, "--prot", "1")) {
            assertThat(process.awaitExit()).isEqualTo(2);
            assertThat(process.errors()).startsWith("unknown option --prot\nusage:");
        }
    }

    @Test
    void helpAndVersionGoToTheStandardOutput() throws Exception {
        try (SampleProcess process = SampleProcess.start(directory, "--help")) {
            assertThat(process.output()).startsWith("usage:");
            assertThat(process.awaitExit()).isZero();
        }
        try (SampleProcess process = SampleProcess.start(directory, "--version")) {
            assertThat(process.output()).matches("jobcast sample \\d.*");
            assertThat(process.awaitExit()).isZero();
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SampleProcess process = SampleProcess.start(directory, "--port", "" + taken.getLocalPort())) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.errors()).contains("jobcast sample cannot start: Address already in use");
            assertThat(process.leftovers()).isEmpty();
        }
    }

    @Test
    void itListensToAUnixDomainSocketThatOnlyItsOwnerMayUse() throws Exception {
        Path socket = directory.resolve("s");
        try (SampleProcess process = SampleProcess.start(directory, "--socket", socket.toString())) {
            assertThat(process.awaitUri()).hasToString("unix:" + socket);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200");
            assertThat(process.terminate(Duration.ofSeconds(60))).isIn(0, 143);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void itListensToBothWhenAPortIsNamedToo() throws Exception {
        Path socket = directory.resolve("s");
        try (SampleProcess process = SampleProcess.start(directory, "--socket", socket.toString(), "--port", "0")) {
            URI uri = process.awaitUri();
            assertThat(uri.getScheme()).isEqualTo("http");
            assertThat(process.get(uri).statusCode()).isEqualTo(200);
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aSocketFileThatNobodyAnswersAtIsReplaced() throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (SampleProcess process = SampleProcess.start(directory, "--socket", socket.toString())) {
            process.awaitUri();
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aSocketOfALiveServerIsRefusedAndLeftToIt() throws Exception {
        Path socket = directory.resolve("s");
        try (SampleProcess first = SampleProcess.start(directory, "--socket", socket.toString())) {
            first.awaitUri();
            Path elsewhere = Files.createDirectory(directory.resolve("second"));
            try (SampleProcess second = SampleProcess.start(elsewhere, "--socket", socket.toString())) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.errors())
                        .contains("jobcast sample cannot start: another process listens at " + socket);
            }
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aFileThatIsNoSocketIsRefusedAndStays() throws Exception {
        Path file = Files.writeString(directory.resolve("precious.txt"), "precious");
        try (SampleProcess process = SampleProcess.start(directory, "--socket", file.toString())) {
            assertThat(process.awaitExit()).isEqualTo(1);
            assertThat(process.errors()).contains("precious.txt exists and is no socket");
        }
        assertThat(file).hasContent("precious");
    }

    private static String statusLine(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(
                    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer head = ByteBuffer.allocate(12);
            while (head.hasRemaining() && channel.read(head) >= 0) {}
            return new String(head.array(), StandardCharsets.US_ASCII);
        }
    }
}
