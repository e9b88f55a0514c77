package org.jobcast.impl.store.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that signs itself, and its key, as PEM files. */
record TestCertificate(Path chain, Path key) {
    private static final String PASSWORD = "changeit";

    static TestCertificate create(Path directory) throws Exception {
        Path store = directory.resolve("keys.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair -keyalg EC -alias redis -dname CN=redis -ext SAN=ip:127.0.0.1 -storetype PKCS12 -validity 2");
        Process keytool = new ProcessBuilder(List.of(
                        "sh", "-c", String.join(" ", command) + " -storepass " + PASSWORD + " -keystore " + store))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(directory.resolve("keytool.out")));
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new TestCertificate(
                write(
                        directory.resolve("chain.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("redis").getEncoded()),
                write(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path write(Path file, String what, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
