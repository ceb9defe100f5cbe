package io.revocast.consumer.internal.store;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scopes of one issuer. A check reads a few scopes one by one. When there are many, it looks up the scopes of the
 * claims in the token. Its cost then does not grow with the number of claim names in revocations.
 *
 * <p>Only the replay thread changes it; any thread may read.
 */
final class IssuerScopes {
    /** With more scopes than this, those of claims and paths are found by the claim. */
    static final int FEW = 32;

    private static final TargetScope[] NOTHING = {};

    static final IssuerScopes NONE = new IssuerScopes();

    private volatile View view = new View(NOTHING, null);

    /** The scopes that a check reads, immutable. */
    public static final class View {
        private final TargetScope[] each;
        private final @Nullable Map<String, TargetScope[]> byClaim;

        private View(TargetScope[] each, @Nullable Map<String, TargetScope[]> byClaim) {
            this.each = each;
            this.byClaim = byClaim;
        }

        /** The scopes to search, narrowest kind first. The caller must not change the array. */
        TargetScope[] each() {
            return each;
        }

        /** The scopes of claims and paths by the claim; null when they are among the others. */
        @Nullable
        Map<String, TargetScope[]> byClaim() {
            return byClaim;
        }

        /** The claims and the pointers among them. */
        public Set<String> names() {
            return all().filter(scope -> isNamed(scope.kind()))
                    .map(TargetScope::name)
                    .collect(Collectors.toUnmodifiableSet());
        }

        Stream<TargetScope> all() {
            Stream<TargetScope> first = Arrays.stream(each);
            return byClaim == null
                    ? first
                    : Stream.concat(first, byClaim.values().stream().flatMap(Arrays::stream));
        }
    }

    View view() {
        return view;
    }

    /** Returns the scope of a target; null when it is not among these. */
    @Nullable
    TargetScope find(Target.Kind kind, String name, String claimName) {
        View now = view;
        Map<String, TargetScope[]> byClaim = now.byClaim();
        TargetScope[] candidates =
                byClaim != null && isNamed(kind) ? byClaim.getOrDefault(claimName, NOTHING) : now.each();
        for (TargetScope scope : candidates) {
            if (scope.kind() == kind && scope.name().equals(name)) {
                return scope;
            }
        }
        return null;
    }

    void add(TargetScope scope) {
        View now = view;
        Map<String, TargetScope[]> byClaim = now.byClaim();
        if (byClaim == null || !isNamed(scope.kind())) {
            List<TargetScope> all = new ArrayList<>(now.all().toList());
            all.add(scope);
            replace(all);
            return;
        }
        byClaim.merge(scope.claimName(), new TargetScope[] {scope}, IssuerScopes::joined);
    }

    private static TargetScope[] joined(TargetScope[] some, TargetScope[] one) {
        TargetScope[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = one[0];
        return all;
    }

    /** Has these scopes and no others. */
    void replace(List<TargetScope> scopes) {
        boolean many = scopes.size() > FEW;
        Map<String, TargetScope[]> byClaim = new ConcurrentHashMap<>();
        List<TargetScope> each = new ArrayList<>();
        for (TargetScope scope : scopes) {
            if (many && isNamed(scope.kind())) {
                byClaim.merge(scope.claimName(), new TargetScope[] {scope}, IssuerScopes::joined);
            } else {
                each.add(scope);
            }
        }
        each.sort(Comparator.comparing(TargetScope::kind));
        view = new View(each.toArray(TargetScope[]::new), many ? byClaim : null);
    }

    private static boolean isNamed(Target.Kind kind) {
        return kind == Target.Kind.CLAIM || kind == Target.Kind.PATH;
    }
}
