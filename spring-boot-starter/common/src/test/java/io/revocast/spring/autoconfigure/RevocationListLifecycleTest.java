package io.revocast.spring.autoconfigure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RevocationListLifecycleTest {
    @Test
    void aReplayThatOnlyTakesLongNamesTheSettingThatWaitsForIt() {
        assertThat(RevocationListLifecycle.reason(null)).contains("revocast.wait-for-replay");
    }

    @Test
    void aListWithACauseNamesIt() {
        assertThat(RevocationListLifecycle.reason("no broker at kafka:9092 accepts connections"))
                .isEqualTo("no broker at kafka:9092 accepts connections");
    }
}
