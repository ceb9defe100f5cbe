package io.revocast.publisher.http;

/**
 * The one spelling of a request path that this server takes: no percent-encoding, no parameters, no empty and no dot
 * segments. Filters by path, such as those of a proxy, therefore cannot be passed by another spelling.
 */
final class CanonicalPath {
    /** Longer than any path that is served, with room for what is in it. */
    static final int MAX_LENGTH = 2048;

    private static final String OTHERS = "._~:-";

    private CanonicalPath() {}

    /** Whether a path is spelt canonically; takes a time that grows with its length, and no stack. */
    static boolean is(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        for (int start = 1; start < path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (!isSegment(path, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isSegment(String path, int start, int end) {
        if (start == end || isDots(path, start, end)) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (!isAllowed(path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDots(String path, int start, int end) {
        return path.startsWith(".", start) && (end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.'));
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || OTHERS.indexOf(c) >= 0;
    }
}
