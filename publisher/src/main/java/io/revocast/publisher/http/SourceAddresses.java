package io.revocast.publisher.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where requests come from: the peer's address, or what {@code X-Forwarded-For} says when the peer is a trusted proxy.
 * Anybody else's header is not believed. Of IPv6 the first 64 bits are the source: one host has all the others.
 * Immutable.
 */
public final class SourceAddresses {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final String RULE = "must be IP addresses, or ranges such as 10.0.0.0/8, separated by commas";
    private static final int IPV6_SOURCE_BITS = 64;

    private final List<Range> proxies;

    /** Addresses that share their first bits. */
    private record Range(InetAddress address, int bits) {
        static Range parse(String text) {
            int slash = text.indexOf('/');
            InetAddress address = literal(slash < 0 ? text : text.substring(0, slash))
                    .orElseThrow(() -> new IllegalArgumentException(RULE));
            int most = address.getAddress().length * Byte.SIZE;
            String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
            if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > most) {
                throw new IllegalArgumentException(RULE);
            }
            return new Range(address, Integer.parseInt(bits));
        }

        @Override
        public String toString() {
            return address.getHostAddress() + "/" + bits;
        }

        boolean has(InetAddress other) {
            return other.getClass() == address.getClass()
                    && Arrays.equals(masked(address.getAddress(), bits), masked(other.getAddress(), bits));
        }
    }

    private SourceAddresses(List<Range> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    /** Believes nobody's header. */
    public static SourceAddresses ofPeers() {
        return new SourceAddresses(List.of());
    }

    /**
     * Believes the header of these.
     *
     * @param proxies addresses and ranges, separated by commas
     * @throws IllegalArgumentException with the rule that the text breaks
     */
    public static SourceAddresses behind(String proxies) {
        return new SourceAddresses(Arrays.stream(proxies.split(",", -1))
                .map(String::strip)
                .map(Range::parse)
                .toList());
    }

    /**
     * The source of a request.
     *
     * @param peer the address at the other end of the connection
     * @param forwardedFor the values of {@code X-Forwarded-For}, in order
     */
    String of(String peer, List<String> forwardedFor) {
        Optional<InetAddress> source = literal(peer);
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        // From the right: each proxy appends whom it saw, and whatever stands before that anybody may have written.
        for (int i = hops.length - 1; i >= 0 && source.filter(this::isProxy).isPresent(); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            source = hop;
        }
        return source.map(SourceAddresses::text).orElse(peer);
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.has(address));
    }

    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        try {
            byte[] network = masked(address.getAddress(), IPV6_SOURCE_BITS);
            return InetAddress.getByAddress(network).getHostAddress() + "/" + IPV6_SOURCE_BITS;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one", e);
        }
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
            masked[i] = (byte) (address[i] & (0xFF << (Byte.SIZE - kept)));
        }
        return masked;
    }

    /** Shows the trusted proxies. */
    @Override
    public String toString() {
        return "SourceAddresses" + proxies;
    }

    /** Reads a literal; a name is none, and nothing is ever looked up. */
    private static Optional<InetAddress> literal(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        String host = zone < 0 ? bare : bare.substring(0, zone);
        try {
            return LITERAL.matcher(host).matches() ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
