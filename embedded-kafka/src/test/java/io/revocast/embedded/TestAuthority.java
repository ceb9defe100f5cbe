package io.revocast.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority of a test's own, made with the JDK's {@code keytool}. What it gives out is PEM. */
public final class TestAuthority implements AutoCloseable {
    private static final String ROOT = "root";
    private static final String STORE_PASSWORD = "changeit";
    private static final Base64.Encoder BASE64 =
            Base64.getMimeEncoder(64, System.lineSeparator().getBytes(StandardCharsets.US_ASCII));

    private final Path directory;

    public TestAuthority() throws IOException {
        directory = Files.createTempDirectory("revocast-authority-");
        keytool(List.of("-alias", ROOT, "-dname", "CN=test authority", "-ext", "bc:c"));
    }

    /** A private key and the certificates that vouch for it. */
    public record Identity(String key, String chain) {}

    /** The certificate for the trust stores of clients. */
    public String certificate() {
        return chain(ROOT);
    }

    /** Issues a certificate for {@code CN=name}, valid for the given subject alternative names. */
    public Identity issue(String name, String alternativeNames) throws IOException {
        return issue(name, alternativeNames, "-0d");
    }

    /** As {@link #issue}; it was valid once. */
    public Identity issueExpired(String name, String alternativeNames) throws IOException {
        return issue(name, alternativeNames, "-9d");
    }

    private Identity issue(String name, String alternativeNames, String start) throws IOException {
        List<String> options = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name, "-signer", ROOT));
        options.addAll(List.of("-ext", "san=" + alternativeNames, "-startdate", start));
        keytool(options);
        try {
            byte[] key = store().getKey(name, STORE_PASSWORD.toCharArray()).getEncoded();
            return new Identity(pem("PRIVATE KEY", key), chain(name));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key for " + name, e);
        }
    }

    private void keytool(List<String> options) throws IOException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-J-XX:TieredStopAtLevel=1", "-genkeypair"));
        command.addAll(options);
        command.addAll(List.of("-keyalg", "EC", "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file().toString(), "-storepass", STORE_PASSWORD));
        Path output = directory.resolve("output");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            keytool.destroyForcibly();
        }
    }

    private Path file() {
        return directory.resolve("authority.p12");
    }

    private KeyStore store() {
        try {
            return KeyStore.getInstance(file().toFile(), STORE_PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot read " + file(), e);
        }
    }

    private String chain(String alias) {
        StringBuilder chain = new StringBuilder();
        try {
            for (Certificate certificate : store().getCertificateChain(alias)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate for " + alias, e);
        }
        return chain.toString();
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + BASE64.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    @Override
    public void close() {
        Directories.delete(directory);
    }
}
