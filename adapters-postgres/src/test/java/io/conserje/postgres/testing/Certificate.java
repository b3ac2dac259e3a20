package io.conserje.postgres.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A self-signed certificate and its key, as files for a server and a client.
 *
 * @param certificate PEM; also the authority that clients trust
 * @param key PEM, readable by its owner only, as PostgreSQL requires
 */
public record Certificate(Path certificate, Path key) {

    private static final String PASSWORD = "throw-away";

    /**
     * Creates a certificate with the JDK's keytool.
     *
     * @param folder an empty folder for the files
     * @param host the host name that the certificate is for
     */
    public static Certificate of(Path folder, String host) throws IOException {
        Path store = folder.resolve("store.p12");
        keytool(
                "-genkeypair -alias tls -keyalg EC -groupname secp256r1 -validity 2 -storetype PKCS12",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Path certificate = folder.resolve("server.crt");
            Path key = folder.resolve("server.key");
            write(certificate, "CERTIFICATE", keys.getCertificate("tls").getEncoded());
            write(key, "PRIVATE KEY", keys.getKey("tls", PASSWORD.toCharArray()).getEncoded());
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new Certificate(certificate, key);
        } catch (GeneralSecurityException failed) {
            throw new IOException("The JDK cannot read the key store that its keytool wrote.", failed);
        }
    }

    /** Deletes the files and their folder. */
    void delete() throws IOException {
        Path folder = certificate.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void keytool(String options, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of(more));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(tool.getInputStream().readAllBytes(), UTF_8);
        try {
            if (tool.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool ran", stopped);
        }
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
