package io.revocast.soak;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class RecordsOfKeyTest {
    private static final String REVOKE = "{\"v\":1,\"op\":\"revoke\",\"exp\":2000000000}";
    private static final String REVOKE_BEFORE_100 = "{\"v\":1,\"op\":\"revoke\",\"exp\":2000000000,\"before\":100}";

    /** A key whose home among two partitions is 1. */
    private final byte[] key = IntStream.range(0, 100)
            .mapToObj(number -> bytes("[\"token\",\"https://issuer\",\"" + number + "\"]"))
            .filter(each -> Utils.toPositive(Utils.murmur2(each)) % 2 == 1)
            .findFirst()
            .orElseThrow();

    private final RecordsOfKey records = new RecordsOfKey(key, 2);

    private void add(int partition, long offset, String value) {
        records.add(new ConsumerRecord<>("t", partition, offset, key, bytes(value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void reinstatementOfAnEarlierHomeTakesNothingBackAlthoughItIsReadLast() {
        add(1, 0, "{\"v\":1,\"op\":\"reinstate\",\"upto\":0,\"seen\":{\"0\":8}}");
        add(1, 5, REVOKE);
        add(0, 3, REVOKE);
        add(0, 7, "{\"v\":1,\"op\":\"reinstate\",\"upto\":3}");

        assertThat(records.cutOff()).hasValue(RecordsOfKey.WITHOUT_CUT_OFF);
    }

    @Test
    void reinstatementTakesBackWhatItsAuthorHadReadInOtherPartitionsAndNoMore() {
        add(1, 0, "{\"v\":1,\"op\":\"reinstate\",\"upto\":0,\"seen\":{\"0\":8}}");
        add(0, 7, REVOKE);
        assertThat(records.cutOff()).isEmpty();

        add(0, 8, REVOKE_BEFORE_100);
        assertThat(records.cutOff()).hasValue(100);
    }

    @Test
    void revocationBeforeAReinstatementInTheSamePartitionIsTakenBack() {
        add(1, 4, REVOKE);
        add(1, 5, "{\"v\":1,\"op\":\"reinstate\",\"upto\":4}");
        assertThat(records.cutOff()).isEmpty();

        add(1, 6, REVOKE_BEFORE_100);
        add(1, 7, "no event");
        assertThat(records.cutOff()).hasValue(100);
    }
}
