package io.revocast.spring.coverage;

import org.springframework.util.ClassUtils;

/** Which optional parts of Spring Security the application has. */
final class SecurityTypes {
    /** Whether Reactor is there, without which the reactive types cannot be loaded. */
    static final boolean REACTIVE = ClassUtils.isPresent("reactor.core.publisher.Mono", null);

    private SecurityTypes() {}
}
