package io.revocast.publisher.http;

import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * One method of one path.
 *
 * @param path with the names of its variable segments in braces
 * @param produces the media types of its answers
 */
record Route(String method, String path, Set<String> produces) {
    /** The request attribute that holds the path of the route that serves it. */
    static final String ATTRIBUTE = "io.revocast.route";

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    /** Whether it is the path's; no other spelling of the path is. */
    boolean matches(String requested) {
        String pattern = VARIABLE.splitAsStream(path + "/")
                .map(Pattern::quote)
                .reduce((a, b) -> a + "[^/]+" + b)
                .orElse("");
        return Pattern.matches(pattern, requested + "/");
    }

    /** Refuses a caller who takes none of the media types. */
    void requireAcceptable(@Nullable String accept) throws ProblemException {
        if (!Acceptable.by(accept, produces)) {
            throw new ProblemException(
                    Problem.of(ProblemType.NOT_ACCEPTABLE, "answers here are " + String.join(" or ", produces))
                            .with("field", "Accept")
                            .with("rule", "must take " + String.join(" or ", produces)));
        }
    }
}
