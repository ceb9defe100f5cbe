package io.revocast.publisher.http;

import io.revocast.publisher.json.Problem;
import io.revocast.publisher.json.ProblemException;
import io.revocast.publisher.json.ProblemType;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One method of one path.
 *
 * @param path with the names of its variable segments in braces, and of a part of one segment or more in angle brackets
 * @param produces the media types of its answers
 */
record Route(String method, String path, Set<String> produces) {
    /** The request attribute that holds the path of the route that serves it. */
    static final String ATTRIBUTE = "io.revocast.route";

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}|<[^>]+>");

    /** Whether it is the path's; no other spelling of the path is. */
    boolean matches(String requested) {
        StringBuilder pattern = new StringBuilder();
        Matcher variable = VARIABLE.matcher(path);
        int end = 0;
        while (variable.find()) {
            pattern.append(Pattern.quote(path.substring(end, variable.start())))
                    .append(path.charAt(variable.start()) == '{' ? "[^/]+" : ".+");
            end = variable.end();
        }
        pattern.append(Pattern.quote(path.substring(end) + "/"));
        return Pattern.matches(pattern.toString(), requested + "/");
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
