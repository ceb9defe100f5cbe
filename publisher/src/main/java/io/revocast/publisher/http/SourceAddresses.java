package io.revocast.publisher.http;

import org.eclipse.jetty.util.InetAddressSet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where requests come from: the peer's address, or the last address in {@code X-Forwarded-For} that no trusted proxy
 * has. Only a trusted proxy's header counts. The source of an IPv6 request is its first 64 bits, because one host can
 * use all addresses of its network. Immutable.
 */
public final class SourceAddresses {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern RANGE = Pattern.compile("([^/]+)(/\\d{1,3})?");
    private static final String RULE = "must be IP addresses, or ranges such as 10.0.0.0/8, separated by commas";
    private static final int IPV6_SOURCE_BITS = 64;

    private final InetAddressSet proxies;

    private SourceAddresses(InetAddressSet proxies) {
        this.proxies = proxies;
    }

    /** Ignores the header of every peer. */
    public static SourceAddresses ofPeers() {
        return new SourceAddresses(new InetAddressSet());
    }

    /**
     * Trusts the header of these proxies.
     *
     * @param proxies addresses and ranges, separated by commas; a range has no bits after its prefix
     * @throws IllegalArgumentException with the rule that the text breaks
     */
    public static SourceAddresses behind(String proxies) {
        InetAddressSet trusted = new InetAddressSet();
        for (String proxy : proxies.split(",", -1)) {
            String range = proxy.strip();
            Matcher parts = RANGE.matcher(range);
            // Jetty looks names up, and ignores text after a prefix length.
            if (!parts.matches() || literal(parts.group(1)).isEmpty()) {
                throw new IllegalArgumentException(RULE);
            }
            try {
                trusted.add(range);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(RULE, e);
            }
        }
        return new SourceAddresses(trusted);
    }

    /**
     * The source of a request.
     *
     * @param peer the address at the other end of the connection
     * @param forwardedFor the values of {@code X-Forwarded-For}, in order
     */
    public String of(String peer, List<String> forwardedFor) {
        Optional<InetAddress> source = literal(peer);
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        // From the right: each proxy appends its peer. Any client can have written the addresses before that.
        for (int i = hops.length - 1; i >= 0 && source.filter(proxies).isPresent(); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            source = hop;
        }
        return source.map(SourceAddresses::text).orElse(peer);
    }

    private static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        try {
            byte[] network = address.getAddress();
            Arrays.fill(network, IPV6_SOURCE_BITS / Byte.SIZE, network.length, (byte) 0);
            return InetAddress.getByAddress(network).getHostAddress() + "/" + IPV6_SOURCE_BITS;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one", e);
        }
    }

    /** Shows the trusted proxies. */
    @Override
    public String toString() {
        return "SourceAddresses" + proxies;
    }

    /** Reads an IP address. Returns empty for a host name, and looks up no name. */
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
