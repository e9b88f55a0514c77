package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    /** Of this test alone: in the directory for temporary files others may be at work. */
    @TempDir
    Path directory;

    @BeforeEach
    void use() {
        System.setProperty("sample.uploads", directory.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty("sample.uploads");
    }

    @Test
    void aLastLineWithoutAnEndCountsToo() throws IOException {
        assertThat(lines("")).isZero();
        assertThat(lines("a")).isEqualTo(1);
        assertThat(lines("a\n")).isEqualTo(1);
        assertThat(lines("a\nb")).isEqualTo(2);
    }

    @Test
    void aBodyThatIsTooLargeLeavesNoFile() throws IOException {
        Set<Path> before = files();
        assertThatThrownBy(() -> Upload.store(endless())).isInstanceOf(Upload.TooLargeException.class);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aBodyThatBreaksOffLeavesNoFile() throws IOException {
        Set<Path> before = files();
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection lost");
            }
        };
        assertThatThrownBy(() -> Upload.store(broken)).hasMessage("connection lost");
        assertThat(files()).isEqualTo(before);
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
    }

    private static long lines(String text) throws IOException {
        Upload upload = Upload.store(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        upload.delete();
        return upload.lines();
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(Collectors.toSet());
        }
    }
}
