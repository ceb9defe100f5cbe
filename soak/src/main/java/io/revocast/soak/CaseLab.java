package io.revocast.soak;

import io.revocast.soak.history.Attempt;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Attempt.Outcome;
import io.revocast.soak.history.CheckSample;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.BrokerCluster;
import io.revocast.soak.lab.InstanceProcess;
import io.revocast.soak.lab.Network;
import io.revocast.soak.lab.SoakPublisher;
import io.revocast.soak.lab.TopicAdmin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two clusters of one broker each, and a publisher that runs when a case needs it. Of three instances, one uses probes, one
 * uses heartbeats, and one uses probes with an older Kafka client. A heartbeat is appended to every partition each second.
 */
final class CaseLab implements AutoCloseable {
    static final Duration PROBE_STALENESS = Duration.ofSeconds(5);
    static final Duration HEARTBEAT_STALENESS = Duration.ofSeconds(8);

    private static final String PUBLISHER = "PUBLISHER";
    private static final String AUDIT_TOPIC = "revocast.audit";
    private static final List<String> CLIENTS = List.of(PUBLISHER, "INSTANCE1", "INSTANCE2", "INSTANCE3");
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final Duration REQUEST_LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 50;
    private static final long LIFETIME_SECONDS = 600;
    private static final int RECORDS = 300;

    private final History history = new History(History.Moments.now());
    private final Network network = new Network(CLIENTS, 1);
    private final BrokerCluster first;
    private final SecondCluster second;
    private final TopicAdmin topics;
    private final RawWriter writer;
    private final TopicAdmin.Shape shape;
    private final TopicAdmin.Shape audit;
    private final SoakPublisher publisher;
    private final PublisherCaller api;
    private final List<InstanceProcess> instances;
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "heartbeats"));
    private int number;

    CaseLab(Path directory) throws InterruptedException {
        first = new BrokerCluster(directory, network, 1);
        second = new SecondCluster(directory.resolve("second"), network);
        first.awaitBrokers();
        first.takeAddresses();
        topics = new TopicAdmin(first.bootstrapServers());
        writer = new RawWriter(first.bootstrapServers());
        publisher = new SoakPublisher(network, PUBLISHER, SoakOptions.LONGEST_TOKEN_LIFETIME, directory);
        api = new PublisherCaller(publisher, (subject, reply) -> {});
        // The publisher knows best how its topic is made.
        startPublisher();
        shape = topics.shape(Fleet.TOPIC).withPartitions(1);
        audit = topics.shape(AUDIT_TOPIC);
        publisher.kill();
        instances = IntStream.range(0, CLIENTS.size() - 1)
                .mapToObj(index -> instance(index, directory))
                .toList();
        instances.forEach(InstanceProcess::start);
        var unused = heartbeats.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    private InstanceProcess instance(int index, Path directory) {
        String name = CLIENTS.get(index + 1);
        boolean byHeartbeats = index == 1;
        InstanceProcess.Settings settings = new InstanceProcess.Settings(
                name,
                network.bootstrapServers(name),
                byHeartbeats ? HEARTBEAT_STALENESS : PROBE_STALENESS,
                SoakOptions.LONGEST_TOKEN_LIFETIME,
                byHeartbeats,
                index == 2);
        return new InstanceProcess(settings, history, directory);
    }

    private void beat() {
        try {
            for (int partition = 0; partition < topics.partitions(Fleet.TOPIC); partition++) {
                writer.beat(partition);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The topic is being re-created: there is nothing to append to.
        }
    }

    History history() {
        return history;
    }

    TopicAdmin topics() {
        return topics;
    }

    RawWriter writer() {
        return writer;
    }

    TopicAdmin.Shape shape() {
        return shape;
    }

    SecondCluster second() {
        return second;
    }

    SoakPublisher publisher() {
        return publisher;
    }

    List<InstanceProcess> instances() {
        return instances;
    }

    /**
     * Gives the first cluster its addresses, a new topic of one partition and an empty audit, and waits until every
     * instance reads the topic. With the audit of the case before, a publisher would report the old topic as lost.
     */
    void reset() throws InterruptedException {
        first.takeAddresses();
        topics.recreate(audit);
        topics.recreate(shape);
        first.awaitHealthy(Fleet.TOPIC);
        writer.fill(0, RECORDS);
        Subject marker = token();
        revokeRaw(marker, 0);
        awaitEverywhere(READY_LIMIT, List.of(marker));
        await(READY_LIMIT, "every instance is current", () -> instances.stream().allMatch(CaseLab::isCurrent));
    }

    private static boolean isCurrent(InstanceProcess instance) {
        CheckSample latest = instance.incarnation().latest();
        return latest != null && latest.state().equals("current");
    }

    void startPublisher() throws InterruptedException {
        publisher.start();
        publisher.awaitReady();
    }

    /** Makes a token that every instance checks from now on. */
    Subject token() {
        long now = System.currentTimeMillis() / 1000;
        Subject subject = new Subject(number++, now - 1, now + LIFETIME_SECONDS);
        if (subject.isControl() || subject.isRevokedBySubject()) {
            return token();
        }
        history.add(subject);
        instances.forEach(instance -> instance.watch(subject));
        return subject;
    }

    List<Subject> tokens(int count) {
        List<Subject> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(token());
        }
        return tokens;
    }

    void forget(Subject subject) {
        instances.forEach(instance -> instance.forget(subject));
    }

    /** Revokes a token past the publisher. */
    void revokeRaw(Subject subject, int partition) throws InterruptedException {
        long invoked = System.nanoTime();
        writer.revoke(subject, partition);
        revoked(subject, invoked);
    }

    /** Notes that a revocation is acknowledged from now on. */
    void revoked(Subject subject, long invoked) {
        history.add(new Attempt(subject.number(), Operation.REVOKE, invoked, System.nanoTime(), Outcome.COMMITTED));
    }

    /** Reinstates a token past the publisher. */
    void reinstateRaw(Subject subject, int partition) throws InterruptedException {
        long invoked = System.nanoTime();
        writer.reinstate(subject, partition);
        history.add(new Attempt(subject.number(), Operation.REINSTATE, invoked, System.nanoTime(), Outcome.COMMITTED));
    }

    /** Sends a request to the publisher until it is answered as committed. */
    void request(Subject subject, Operation operation) throws InterruptedException {
        long deadline = System.nanoTime() + REQUEST_LIMIT.toNanos();
        while (true) {
            Attempt attempt = api.send(subject, operation).join();
            history.add(attempt);
            if (attempt.outcome() == Outcome.COMMITTED || attempt.outcome() == Outcome.NOTHING_TO_DO) {
                return;
            }
            if (System.nanoTime() > deadline || !api.refusals().isEmpty()) {
                throw new IllegalStateException("the publisher did not " + operation + " " + subject.jti() + " within "
                        + REQUEST_LIMIT.toSeconds() + " s: " + attempt.outcome() + " " + api.refusals());
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** Waits until every instance enforces the revocations of the tokens; returns whether that was so in time. */
    boolean enforcedEverywhere(Duration limit, List<Subject> tokens) throws InterruptedException {
        return holds(
                limit,
                () -> instances.stream()
                        .allMatch(instance -> tokens.stream()
                                .allMatch(token -> instance.incarnation().enforces(token.number()))));
    }

    private void awaitEverywhere(Duration limit, List<Subject> tokens) throws InterruptedException {
        if (!enforcedEverywhere(limit, tokens)) {
            throw new IllegalStateException(
                    "an instance did not apply a revocation before the case began; states: " + states());
        }
    }

    private Map<String, String> states() {
        return instances.stream()
                .collect(Collectors.toMap(
                        InstanceProcess::name,
                        instance -> String.valueOf(instance.incarnation().latest())));
    }

    private void await(Duration limit, String what, BooleanSupplier condition) throws InterruptedException {
        if (!holds(limit, condition)) {
            throw new IllegalStateException(
                    "not true within " + limit.toSeconds() + " s that " + what + "; states: " + states());
        }
    }

    private static boolean holds(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    @Override
    public void close() {
        heartbeats.shutdownNow();
        instances.forEach(InstanceProcess::close);
        publisher.close();
        writer.close();
        topics.close();
        second.close();
        first.close();
        network.close();
    }
}
