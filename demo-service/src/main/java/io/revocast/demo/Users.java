package io.revocast.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** Who may log in: two people whose passwords everybody knows. A real service has a user store here. */
final class Users {
    private static final Map<String, String> PASSWORDS = Map.of("alice", "wonderland", "bob", "builder");

    private Users() {}

    static boolean know(String username, String password) {
        byte[] expected = PASSWORDS.getOrDefault(username, "").getBytes(StandardCharsets.UTF_8);
        return expected.length > 0 && MessageDigest.isEqual(expected, password.getBytes(StandardCharsets.UTF_8));
    }
}
