package io.revocast.soak;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.TimeUnit;

/** The cases of the command that change the topic, in a class of their own so that they run beside the soak. */
class TopicCasesIT {
    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void everyChangeOfTheTopicIsSeenInTime() {
        SoakRun.of("--cases", "1", "--seed", "1").passes();
    }
}
