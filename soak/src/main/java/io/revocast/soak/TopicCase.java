package io.revocast.soak;

import io.revocast.event.internal.TargetKey;
import io.revocast.soak.history.Attempt.Operation;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.InstanceProcess;
import org.apache.kafka.common.utils.Utils;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** One way in which a change of the topic can hide a revocation from readers. */
enum TopicCase {
    R1("topic re-created and refilled while readers are frozen for 1.5 s") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            Subject token = lab.token();
            Thread.sleep(SEEN_MILLIS);
            long end = lab.topics().end(Fleet.TOPIC, 0);
            long frozen = System.nanoTime();
            for (InstanceProcess instance : lab.instances()) {
                instance.pause();
            }
            try {
                lab.topics().recreate(lab.shape());
                lab.revokeRaw(token, 0);
                lab.writer().fill(0, end + LONGER);
                Thread.sleep(Math.max(0, FROZEN_MILLIS - (System.nanoTime() - frozen) / 1_000_000));
            } finally {
                for (InstanceProcess instance : lab.instances()) {
                    instance.resume();
                }
            }
            return List.of(token);
        }
    },
    R2("another cluster with a longer log behind the same address") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            Subject token = lab.token();
            Thread.sleep(SEEN_MILLIS);
            long invoked = System.nanoTime();
            lab.second().topics().recreate(lab.shape());
            lab.second().filler().revoke(token, 0);
            lab.second().filler().fill(0, lab.topics().end(Fleet.TOPIC, 0) + LONGER);
            lab.second().brokers().takeAddresses();
            // It was acknowledged before; the readers' addresses lead to it from now on.
            lab.revoked(token, invoked);
            return List.of(token);
        }
    },
    R3("partitions 1 to 3, revocation in a new one") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            Subject token = lab.token();
            Thread.sleep(SEEN_MILLIS);
            lab.topics().addPartitions(Fleet.TOPIC, 2);
            lab.revokeRaw(token, 2);
            return List.of(token);
        }
    },
    R4("partitions 1 to 3, 28 revocations by a publisher that starts afterwards") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            List<Subject> tokens = lab.tokens(28);
            lab.topics().addPartitions(Fleet.TOPIC, 2);
            lab.startPublisher();
            for (Subject token : tokens) {
                lab.request(token, Operation.REVOKE);
            }
            return tokens;
        }
    },
    R5("as R3, read by heartbeats") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            return R3.play(lab, random);
        }

        @Override
        boolean isJudgedBy(int instance) {
            return instance == HEARTBEAT_INSTANCE;
        }
    },
    R6("12 tokens revoked and reinstated, partitions 1 to 3, revoked again") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            lab.startPublisher();
            List<Subject> tokens = lab.tokens(12);
            for (Subject token : tokens) {
                lab.request(token, Operation.REVOKE);
                lab.request(token, Operation.REINSTATE);
            }
            lab.topics().addPartitions(Fleet.TOPIC, 2);
            if (random.nextBoolean()) {
                lab.publisher().kill();
                lab.startPublisher();
            } else {
                Thread.sleep(random.nextInt(LONGEST_PHASE_MILLIS));
            }
            for (Subject token : tokens) {
                lab.request(token, Operation.REVOKE);
            }
            return tokens;
        }
    },
    R6B("partitions 1 to 3, one publisher reinstates, another with stale metadata revokes") {
        @Override
        List<Subject> play(CaseLab lab, Random random) throws InterruptedException {
            lab.startPublisher();
            Subject token = lab.token();
            while (partition(token) == 0) {
                lab.forget(token);
                token = lab.token();
            }
            if (random.nextBoolean()) {
                // Then the publisher knows the revocation that the other one takes back.
                lab.request(token, Operation.REVOKE);
            }
            lab.publisher().pause();
            try {
                lab.topics().addPartitions(Fleet.TOPIC, 2);
                lab.reinstateRaw(token, partition(token));
                Thread.sleep(random.nextInt(LONGEST_PHASE_MILLIS));
            } finally {
                lab.publisher().resume();
            }
            lab.request(token, Operation.REVOKE);
            return List.of(token);
        }

        private int partition(Subject token) {
            byte[] key = TargetKey.token(Subject.ISSUER, token.jti()).getBytes(StandardCharsets.UTF_8);
            return Utils.toPositive(Utils.murmur2(key)) % 3;
        }
    };

    /** The longest time by which the phase of the readers' probes is varied. */
    static final int LONGEST_PHASE_MILLIS = 2_500;

    private static final int HEARTBEAT_INSTANCE = 1;
    private static final long FROZEN_MILLIS = 1_500;
    private static final long SEEN_MILLIS = 300;
    private static final int LONGER = 200;

    private final String steps;

    TopicCase(String steps) {
        this.steps = steps;
    }

    /** What happens, in words. */
    String steps() {
        return steps;
    }

    /** Does it on a topic that every instance has read; returns the tokens that must be refused afterwards. */
    abstract List<Subject> play(CaseLab lab, Random random) throws InterruptedException;

    /** Whether the case is about this instance: all by probes, unless it is about heartbeats. */
    boolean isJudgedBy(int instance) {
        return instance != HEARTBEAT_INSTANCE;
    }
}
