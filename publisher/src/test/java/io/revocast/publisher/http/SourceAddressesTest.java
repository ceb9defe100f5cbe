package io.revocast.publisher.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SourceAddressesTest {
    private static final SourceAddresses BEHIND = SourceAddresses.behind("192.0.2.1, 10.0.0.0/9,2001:db8::/32");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1|198.51.100.7|198.51.100.7",
                "10.127.0.1|198.51.100.7|198.51.100.7",
                "10.128.0.1|198.51.100.7|10.128.0.1",
                "[2001:db8::1]|198.51.100.7|198.51.100.7",
                "192.0.2.1|203.0.113.9, 198.51.100.7|198.51.100.7",
                "192.0.2.1|203.0.113.9, 198.51.100.7, 10.1.1.1|198.51.100.7",
                "192.0.2.1|203.0.113.9; 198.51.100.7;10.1.1.1|198.51.100.7",
                "192.0.2.1|198.51.100.7, garbage, 10.1.1.1|10.1.1.1",
                "192.0.2.1|localhost|192.0.2.1",
                "192.0.2.1|198.51.100.7:1234|192.0.2.1",
                "192.0.2.1|''|192.0.2.1",
                "192.0.2.1|10.1.1.1|10.1.1.1"
            })
    void trustedProxiesAreBelievedFromTheRight(String peer, String header, String source) {
        assertThat(BEHIND.of(peer, Arrays.asList(header.split(";", -1)))).isEqualTo(source);
    }

    @Test
    void nobodyElseIsBelieved() {
        assertThat(BEHIND.of("198.51.100.7", List.of("203.0.113.9"))).isEqualTo("198.51.100.7");
        assertThat(SourceAddresses.ofPeers().of("127.0.0.1", List.of("203.0.113.9")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void networkOfAnIpv6AddressIsItsSource() {
        SourceAddresses peers = SourceAddresses.ofPeers();

        assertThat(peers.of("[2001:db8:1:2:3:4:5:6]", List.of()))
                .isEqualTo(peers.of("2001:db8:1:2::7%eth0", List.of()))
                .isEqualTo("2001:db8:1:2:0:0:0:0/64")
                .isNotEqualTo(peers.of("2001:db8:1:3::7", List.of()));
        assertThat(peers.of("::ffff:192.0.2.1", List.of())).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "10.0.0.0/x",
                "10.0.0.0/8x",
                "10.0.0.1/8",
                "::1/129",
                "10.0.0.1,",
                "300.1.1.1"
            })
    void whatIsNoAddressIsRefused(String proxies) {
        assertThatThrownBy(() -> SourceAddresses.behind(proxies))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be IP addresses, or ranges such as 10.0.0.0/8, separated by commas");
    }
}
