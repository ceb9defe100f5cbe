package io.revocast.spring.coverage;

import io.revocast.spring.coverage.UncoveredDecoderException.Finding;
import io.revocast.spring.security.ChecksRevocations;
import io.revocast.spring.security.RevocationTokenValidator;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds decoders in object graphs. It follows the types of Spring Security and of the application, lambdas included, and
 * the collections of the JDK. Not thread-safe.
 */
final class DecoderSearch {
    private static final int MAX_DEPTH = 24;
    private static final int MAX_ELEMENTS = 256;
    private static final int MAX_OBJECTS = 50_000;

    private final Consumer<Finding> findings;
    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<Object, String> covered = new IdentityHashMap<>();
    /** Of the bean that is searched. */
    private @Nullable String declaration;

    DecoderSearch(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /** Leaves out a decoder that needs no check. */
    void exclude(@Nullable Object decoder) {
        if (decoder != null) {
            visited.add(decoder);
        }
    }

    /**
     * Searches a bean: deeply when it takes part in security, its own fields otherwise.
     *
     * @param declaredBy the method that declares the bean; null when a class does
     */
    void bean(String name, @Nullable String declaredBy, Object bean) {
        declaration = declaredBy;
        boolean deep = DecoderTypes.isSecurity(bean);
        visit(bean, "bean " + name, deep ? MAX_DEPTH : 1);
    }

    /** Returns where the decoders that check were found, one text for each decoder, sorted. */
    List<String> covered() {
        return covered.values().stream().sorted().toList();
    }

    /** A decoder that is a bean has the name of that bean, wherever the search met it first. */
    private void cover(Object decoder, String place) {
        covered.merge(decoder, place, (a, b) -> b.length() < a.length() ? b : a);
    }

    private void visit(@Nullable Object object, String place, int depth) {
        if (object == null || depth < 0 || visited.size() > MAX_OBJECTS) {
            return;
        }
        if (DecoderTypes.makesDecoders(object)) {
            cover(object, place);
        } else if (DecoderTypes.isDecoder(object)) {
            decoder(object, place);
        } else if (DecoderTypes.isIntrospector(object)) {
            if (visited.add(object)) {
                findings.accept(new Finding(true, DecoderTypes.nameOf(object), place, declaration));
            }
        } else if (DecoderTypes.isContainer(object)) {
            elements(object, place, depth);
        } else if (DecoderTypes.isSearched(object) && (depth <= 1 || visited.add(object))) {
            fields(object, place, depth);
        }
    }

    private void decoder(Object decoder, String place) {
        if (decoder instanceof ChecksRevocations) {
            cover(decoder, place);
        } else if (visited.add(decoder)) {
            if (holdsCheck(decoder, MAX_DEPTH / 4, Collections.newSetFromMap(new IdentityHashMap<>()))) {
                cover(decoder, place);
            } else {
                findings.accept(new Finding(false, DecoderTypes.nameOf(decoder), place, declaration));
            }
        }
    }

    /** Whether a decoder that was built by hand has the validator, or is made of one that checks. */
    private static boolean holdsCheck(@Nullable Object object, int depth, Set<Object> seen) {
        if (object == null || depth < 0) {
            return false;
        }
        if (object instanceof RevocationTokenValidator || object instanceof ChecksRevocations) {
            return true;
        }
        if (DecoderTypes.isContainer(object)) {
            return containedIn(object).stream().limit(MAX_ELEMENTS).anyMatch(e -> holdsCheck(e, depth - 1, seen));
        }
        return DecoderTypes.isSearched(object) && seen.add(object) && fieldsHoldCheck(object, depth, seen);
    }

    private static boolean fieldsHoldCheck(Object object, int depth, Set<Object> seen) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isFollowed(field) && holdsCheck(value(field, object), depth - 1, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void elements(Object container, String place, int depth) {
        containedIn(container).stream().limit(MAX_ELEMENTS).forEach(element -> visit(element, place, depth - 1));
    }

    private static Collection<?> containedIn(Object container) {
        if (container instanceof Map<?, ?> map) {
            return map.values();
        }
        if (container instanceof Optional<?> optional) {
            return optional.stream().toList();
        }
        if (container instanceof Object[] array) {
            return Arrays.asList(array);
        }
        return (Collection<?>) container;
    }

    private void fields(Object object, String place, int depth) {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isFollowed(field)) {
                    visit(
                            value(field, object),
                            place + " > " + object.getClass().getSimpleName() + "." + field.getName(),
                            depth - 1);
                }
            }
        }
    }

    private static boolean isFollowed(Field field) {
        return !field.getType().isPrimitive()
                && !Modifier.isStatic(field.getModifiers())
                && !DecoderTypes.isDecoderFactory(field.getType());
    }

    private static @Nullable Object value(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            // A type of a named module that is closed: it holds no decoder of the application.
            return null;
        }
    }
}
