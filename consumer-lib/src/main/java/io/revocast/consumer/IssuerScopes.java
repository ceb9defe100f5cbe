package io.revocast.consumer;

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
 * The scopes of one issuer. A check goes through a few of them one by one. Where there are many, it looks up those of
 * the claims that its token has, so that its cost does not grow with the number of claim names that were revoked.
 *
 * <p>Only the replay thread changes it; any thread may read.
 */
final class IssuerScopes {
    /** With more scopes than this, those of claims and paths are found by the claim. */
    static final int FEW = 32;

    private static final Scope[] NOTHING = {};

    static final IssuerScopes NONE = new IssuerScopes();

    private volatile View view = new View(NOTHING, null);

    /** What a check goes by. */
    static final class View {
        private final Scope[] each;
        private final @Nullable Map<String, Scope[]> byClaim;

        private View(Scope[] each, @Nullable Map<String, Scope[]> byClaim) {
            this.each = each;
            this.byClaim = byClaim;
        }

        /** Scopes to go through, narrowest kind first. The caller must not change the array. */
        Scope[] each() {
            return each;
        }

        /** The scopes of claims and paths by the claim; null when they are among the others. */
        @Nullable
        Map<String, Scope[]> byClaim() {
            return byClaim;
        }

        /** The claims and the pointers among them. */
        Set<String> names() {
            return all().filter(scope -> isNamed(scope.kind()))
                    .map(Scope::name)
                    .collect(Collectors.toUnmodifiableSet());
        }

        Stream<Scope> all() {
            Stream<Scope> first = Arrays.stream(each);
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
    Scope find(Target.Kind kind, String name, String claimName) {
        View now = view;
        Map<String, Scope[]> byClaim = now.byClaim();
        Scope[] candidates = byClaim != null && isNamed(kind) ? byClaim.getOrDefault(claimName, NOTHING) : now.each();
        for (Scope scope : candidates) {
            if (scope.kind() == kind && scope.name().equals(name)) {
                return scope;
            }
        }
        return null;
    }

    void add(Scope scope) {
        View now = view;
        Map<String, Scope[]> byClaim = now.byClaim();
        if (byClaim == null || !isNamed(scope.kind())) {
            List<Scope> all = new ArrayList<>(now.all().toList());
            all.add(scope);
            replace(all);
            return;
        }
        byClaim.merge(scope.claimName(), new Scope[] {scope}, IssuerScopes::joined);
    }

    private static Scope[] joined(Scope[] some, Scope[] one) {
        Scope[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = one[0];
        return all;
    }

    /** Has these scopes and no others. */
    void replace(List<Scope> scopes) {
        boolean many = scopes.size() > FEW;
        Map<String, Scope[]> byClaim = new ConcurrentHashMap<>();
        List<Scope> each = new ArrayList<>();
        for (Scope scope : scopes) {
            if (many && isNamed(scope.kind())) {
                byClaim.merge(scope.claimName(), new Scope[] {scope}, IssuerScopes::joined);
            } else {
                each.add(scope);
            }
        }
        each.sort(Comparator.comparing(Scope::kind));
        view = new View(each.toArray(Scope[]::new), many ? byClaim : null);
    }

    private static boolean isNamed(Target.Kind kind) {
        return kind == Target.Kind.CLAIM || kind == Target.Kind.PATH;
    }
}
