package io.revocast.spring.web;

import io.revocast.consumer.FailurePolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

import java.util.List;

/** The failure policies of single routes. The first pattern that matches decides. Immutable. */
public final class RoutePolicies {
    private final List<Rule> rules;

    private RoutePolicies(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Parses the patterns.
     *
     * @throws IllegalArgumentException for a pattern that Spring cannot parse
     */
    public static RoutePolicies of(List<Route> routes) {
        return new RoutePolicies(routes.stream().map(Rule::of).toList());
    }

    /** Returns the policy of the first pattern that matches; null when none does. */
    @Nullable
    FailurePolicy policyFor(PathContainer pathWithinApplication) {
        for (Rule rule : rules) {
            if (rule.pattern.matches(pathWithinApplication)) {
                return rule.policy;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * A route with a policy of its own.
     *
     * @param path a pattern of Spring's {@code PathPattern}, such as {@code /public/**}
     * @param policy what an unknown verdict means on this route
     */
    public record Route(String path, FailurePolicy policy) {}

    private record Rule(PathPattern pattern, FailurePolicy policy) {
        private static Rule of(Route route) {
            try {
                return new Rule(PathPatternParser.defaultInstance.parse(route.path()), route.policy());
            } catch (PatternParseException e) {
                throw new IllegalArgumentException("revocast.routes: path must be a path pattern such as /public/**: "
                        + route.path() + "; " + e.toDetailedString());
            }
        }
    }
}
