package io.revocast.spring.contract;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import java.util.Objects;

/** What Spring Boot prints about a failed start: the first analyzer that knows the failure, in Spring Boot's order. */
final class FailureAnalyses {
    private FailureAnalyses() {}

    /** Returns description and action, with a line break between them. */
    static String explain(Throwable failure) {
        ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                .and(Environment.class, new StandardEnvironment());
        // Some analyzers of Spring Boot need libraries that are absent; Spring Boot leaves them out too.
        FailureHandler ignored = (type, name, cause) -> {};
        FailureAnalysis analysis =
                SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, arguments, ignored)
                        .stream()
                        .map(analyzer -> analyzer.analyze(failure))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no analyzer explains it", failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}
