package io.revocast.publisher.console;

import io.javalin.http.Context;
import jakarta.servlet.http.Cookie;

import java.time.Duration;
import java.util.Optional;

/**
 * A cookie that no script can read. With TLS, no page of another host and no plain HTTP can set it either
 * (RFC 6265bis section 4.1.3.2).
 *
 * @param name without the prefix
 * @param sameSite when browsers send it: {@code Strict} or {@code Lax}
 */
record SessionCookie(String name, String sameSite) {
    private static final String PREFIX = "__Host-";

    /** Returns the cookie's value; empty when there is none, or more than one. */
    Optional<String> read(Context ctx, boolean secure) {
        Cookie[] cookies = ctx.req().getCookies();
        String found = null;
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(fullName(secure))) {
                if (found != null) {
                    return Optional.empty();
                }
                found = cookie.getValue();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Sets the cookie until the browser is closed. */
    void set(Context ctx, String value, boolean secure) {
        write(ctx, value, secure, "");
    }

    void set(Context ctx, String value, Duration age, boolean secure) {
        write(ctx, value, secure, "; Max-Age=" + age.toSeconds());
    }

    void clear(Context ctx, boolean secure) {
        write(ctx, "", secure, "; Max-Age=0");
    }

    private void write(Context ctx, String value, boolean secure, String age) {
        ctx.res()
                .addHeader(
                        "Set-Cookie",
                        fullName(secure) + "=" + value + "; Path=/; HttpOnly; SameSite=" + sameSite + age
                                + (secure ? "; Secure" : ""));
    }

    private String fullName(boolean secure) {
        return (secure ? PREFIX : "") + name;
    }
}
