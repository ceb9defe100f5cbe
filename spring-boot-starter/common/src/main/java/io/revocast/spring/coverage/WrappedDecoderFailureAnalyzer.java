package io.revocast.spring.coverage;

import io.revocast.spring.security.ChecksRevocations;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains that a wrapped decoder cannot be injected by the type of its class. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WrappedDecoderFailureAnalyzer extends AbstractFailureAnalyzer<BeanNotOfRequiredTypeException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanNotOfRequiredTypeException cause) {
        if (!ChecksRevocations.class.isAssignableFrom(cause.getActualType())) {
            return null;
        }
        return new FailureAnalysis(
                "The bean " + cause.getBeanName() + " is injected as "
                        + cause.getRequiredType().getName()
                        + ", but the starter wraps every decoder so that it refuses revoked tokens.",
                "Inject it as JwtDecoder or ReactiveJwtDecoder. Or set revocast.unchecked-decoders="
                        + cause.getBeanName() + " and give the decoder a RevocationTokenValidator.",
                cause);
    }
}
