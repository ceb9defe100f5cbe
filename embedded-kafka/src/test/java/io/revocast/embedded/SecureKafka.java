package io.revocast.embedded;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A broker with the set-up of production. Clients authenticate by password (SASL_SSL with SCRAM) or by certificate (SSL with
 * client authentication). They may do what an ACL allows, which at first is nothing.
 *
 * <p>A third listener in plain text is the administrator's: every client there is a super user, and so
 * is {@code admin}, once that user has a password. The broker's certificate is for {@code localhost}, not for {@code 127.0.0.1}.
 */
public final class SecureKafka implements AutoCloseable {
    private static final ScramCredentialInfo SCRAM = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    private static final String SUPER_USERS = "User:ANONYMOUS;User:admin";

    private final TestAuthority authority;
    private final EmbeddedKafka kafka;
    private final Admin admin;
    private final int passwordPort;
    private final int certificatePort;

    /** Three that are free; nothing keeps two look-ups from finding the same one. */
    private static List<Integer> differentPorts() {
        return IntStream.generate(TestKafka::freePort)
                .distinct()
                .limit(3)
                .boxed()
                .toList();
    }

    private SecureKafka(TestAuthority authority, Map<String, String> more) throws IOException {
        this.authority = authority;
        List<Integer> ports = differentPorts();
        int adminPort = ports.get(0);
        passwordPort = ports.get(1);
        certificatePort = ports.get(2);
        TestAuthority.Identity broker = authority.issue("broker", "dns:localhost");
        EmbeddedKafka.Builder builder = EmbeddedKafka.builder()
                .port(adminPort)
                .property("listeners", listeners("127.0.0.1", adminPort))
                .property("advertised.listeners", listeners("localhost", adminPort))
                .property(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORD:SASL_SSL,CERTIFICATE:SSL")
                .property("ssl.keystore.type", "PEM")
                .property("ssl.keystore.key", broker.key())
                .property("ssl.keystore.certificate.chain", broker.chain())
                .property("ssl.truststore.type", "PEM")
                .property("ssl.truststore.certificates", authority.certificate())
                .property("listener.name.certificate.ssl.client.auth", "required")
                .property("sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .property(
                        "listener.name.password.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                // Without it, a client whose user is removed keeps the connections that it has.
                .property("listener.name.password.connections.max.reauth.ms", "2000")
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("super.users", SUPER_USERS);
        more.forEach(builder::property);
        kafka = builder.start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private String listeners(String host, int adminPort) {
        return "PLAINTEXT://" + host + ":" + adminPort + ",PASSWORD://" + host + ":" + passwordPort + ",CERTIFICATE://"
                + host + ":" + certificatePort;
    }

    /** Makes the certificates and starts the broker. */
    public static SecureKafka start() {
        return start(Map.of());
    }

    /** The same, with further properties of the broker. */
    public static SecureKafka start(Map<String, String> more) {
        try {
            TestAuthority authority = new TestAuthority();
            try {
                return new SecureKafka(authority, more);
            } catch (RuntimeException | IOException e) {
                authority.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker as its administrator sees it. */
    public TestKafka asAdministrator() {
        return TestKafka.at(kafka.bootstrapServers());
    }

    /** Where administrators connect, in plain text. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Where clients that have a password connect; the part before the colon is the name in the certificate. */
    public String passwordAddress() {
        return "localhost:" + passwordPort;
    }

    /** Where clients that have a certificate connect. */
    public String certificateAddress() {
        return "localhost:" + certificatePort;
    }

    /** The certificate, in PEM, by which clients know the broker. */
    public String trustedCertificate() {
        return authority.certificate();
    }

    /** Makes a user, or gives one another password. */
    public void setPassword(String user, String password) {
        await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, SCRAM, password)))
                .all());
    }

    public void removeUser(String user) {
        await(admin.alterUserScramCredentials(
                        List.of(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)))
                .all());
    }

    /** What a client needs to come in as this user. */
    public Map<String, String> withPassword(String user, String password) {
        return Map.of(
                "bootstrap.servers",
                passwordAddress(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                jaasConfig(user, password),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.certificates",
                authority.certificate());
    }

    private static String jaasConfig(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + password + "\";";
    }

    /** What a client needs to come in as {@code User:CN=name}, with a new certificate. */
    public Map<String, String> withCertificate(String name) {
        TestAuthority.Identity client;
        try {
            client = authority.issue(name, "dns:" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "bootstrap.servers", certificateAddress(),
                "security.protocol", "SSL",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", client.key(),
                "ssl.keystore.certificate.chain", client.chain(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.certificates", authority.certificate());
    }

    /** Lets a principal, such as {@code User:alice}, do these things with a topic, from anywhere. */
    public void allow(String principal, String topic, AclOperation... operations) {
        await(admin.createAcls(acls(principal, topic, operations, Function.identity()))
                .all());
    }

    /** Takes back what {@link #allow} gave. */
    public void withdraw(String principal, String topic, AclOperation... operations) {
        await(admin.deleteAcls(acls(principal, topic, operations, AclBinding::toFilter))
                .all());
    }

    private static <T> List<T> acls(
            String principal, String topic, AclOperation[] operations, Function<AclBinding, T> form) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        return Stream.of(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)))
                .map(form)
                .toList();
    }

    private static <T> void await(KafkaFuture<T> answer) {
        try {
            answer.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the test broker refused", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        kafka.close();
        authority.close();
    }
}
