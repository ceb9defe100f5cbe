package io.revocast.spring.test;

import io.revocast.spring.autoconfigure.RevocastAutoConfiguration;
import io.revocast.spring.autoconfigure.RevocastSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Put it on a test class, beside {@code @SpringBootTest} or {@code @WebMvcTest}, for a list without Kafka: the test
 * injects {@link io.revocast.testing.FakeRevocations}, revokes tokens and switches the state.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureRevocations
 * class OrdersTest {
 *     @Autowired
 *     FakeRevocations revocations;
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration({
    FakeRevocationsAutoConfiguration.class,
    RevocastAutoConfiguration.class,
    RevocastSecurityAutoConfiguration.class
})
public @interface AutoConfigureRevocations {}
