package io.revocast.spring.contract;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;
import io.revocast.spring.TokenRevocationUnknownException;
import io.revocast.spring.security.UncheckableTokenException;
import io.revocast.testing.FakeRevocations;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The likely mistakes, each with a message that has the fix. */
public abstract class BadInputContract extends ContextContract {
    private static WebApplicationContextRunner withoutFake(String... properties) {
        return new WebApplicationContextRunner()
                .withUserConfiguration(Automatic.class)
                .withPropertyValues(publicKeyProperty(), "revocast.wait-for-replay=0s")
                .withPropertyValues(properties);
    }

    private static String explained(String... properties) {
        List<Throwable> failures = new ArrayList<>();
        withoutFake(properties).run(context -> {
            // Spring Boot's own default of localhost:9092 is no decision of the operator.
            assertThat(context).hasFailed();
            failures.add(context.getStartupFailure());
        });
        return FailureAnalyses.explain(failures.get(0));
    }

    @Test
    void missingBootstrapServers() {
        assertThat(explained())
                .contains(
                        "neither revocast.bootstrap-servers nor spring.kafka.bootstrap-servers is set",
                        "Set revocast.bootstrap-servers=host:port",
                        "@AutoConfigureRevocations",
                        "revocast.enabled=false");
    }

    @Test
    void bootstrapServersWithoutAPort() {
        assertThat(explained("revocast.bootstrap-servers=kafka"))
                .contains("The revocation list cannot work with these settings", "must be host:port", "\"kafka\"");
    }

    @Test
    void anUnknownKey() {
        assertThat(explained("revocast.bootstrap-server=kafka:9092"))
                .contains(
                        "Unknown setting revocast.bootstrap-server",
                        "perhaps by revocast.bootstrap-servers",
                        "The settings are: answer-note, bootstrap-servers, coverage, enabled");
    }

    @Test
    void aMisspeltKeyOfARoute() {
        assertThat(explained(
                        "revocast.bootstrap-servers=kafka:9092",
                        "revocast.routes[0].path=/public/**",
                        "revocast.routes[0].polcy=allow"))
                .contains("Unknown setting revocast.routes[0].polcy", "perhaps by revocast.routes[0].policy,");
    }

    @Test
    void aMisspeltGroupOfKafkaProperties() {
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.kafka.propertys.security.protocol=SSL"))
                .contains("perhaps by revocast.kafka.properties,");
    }

    @Test
    void aRouteWithoutAPolicy() {
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.routes[0].path=/public/**"))
                .contains("each entry of revocast.routes must have a path and a policy (deny or allow)");
    }

    @Test
    void aMisspeltEnvironmentVariable() {
        withoutFake()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                        Map.of("REVOCAST_BOOTSTRAP_SERVRES", "kafka:9092", "REVOCAST_URL", "x"))))
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains("the environment variable REVOCAST_BOOTSTRAP_SERVRES is not a setting;"
                                + " did you mean REVOCAST_BOOTSTRAP_SERVERS?")
                        .doesNotContain("REVOCAST_URL"));
    }

    @Test
    void aSettingOutOfRange() {
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.max-staleness=0s"))
                .contains("maxStaleness", "revocast.max-staleness");
    }

    @Test
    void everyRangeOfTheDocumentedSettings() {
        for (String wrong : List.of(
                "max-staleness=999ms",
                "max-staleness=61m",
                "longest-token-lifetime=0s",
                "longest-token-lifetime=3651d",
                "margin=-1s",
                "margin=61m",
                "max-entries=0",
                "wait-for-replay=-1s",
                "retry-after=-1s",
                "coverage=some",
                "freshness=guess",
                "failure-policy=maybe")) {
            assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast." + wrong))
                    .as(wrong)
                    .contains(wrong.split("=", 2)[0].replaceAll("-.*", ""));
        }
    }

    @Test
    void aKafkaPropertyThatTheListRefuses() {
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.kafka.properties.group.id=orders"))
                .contains("group.id", "must not be set on a revocation list");
    }

    @Test
    void aRouteWithoutAPattern() {
        assertThat(explained(
                        "revocast.bootstrap-servers=kafka:9092",
                        "revocast.routes[0].path=/public/{",
                        "revocast.routes[0].policy=allow"))
                .contains("path must be a path pattern such as /public/**: /public/{");
    }

    @Test
    void reportsWithoutTheNameOfAService() {
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.report.enabled=true"))
                .contains(
                        "reports need the name of the service; set revocast.report.service, or spring.application.name");
    }

    @Test
    void aPeriodOfReportsOutOfRange() {
        assertThat(explained(
                        "revocast.bootstrap-servers=kafka:9092",
                        "revocast.report.service=orders",
                        "revocast.report.period=1ms"))
                .contains("period of reports must lie between PT1S and PT10M: PT0.001S; the default is PT10S");
    }

    @Test
    void anSslBundle() {
        assertThat(explained(
                        "spring.kafka.bootstrap-servers=kafka:9092",
                        "spring.kafka.ssl.bundle=b",
                        "spring.ssl.bundle.pem.b.reload-on-update=false"))
                .contains("the SSL bundle must have a certificate in its trust store or a key in its key store");
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.ssl.bundle=b"))
                .contains("the SSL bundle of Kafka must be one of spring.ssl.bundle: \"b\"");
        assertThat(explained("revocast.bootstrap-servers=kafka:9092", "revocast.ssl.bundel=b"))
                .contains("revocast.ssl.bundle");
    }

    @Test
    void twoLists() {
        servlet(SecondList.class)
                .withPropertyValues(publicKeyProperty())
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains("several RevocationList beans", "[revocations, second]", "@Primary"));
    }

    @Test
    void aListThatIsClosedBeforeTheServerStarts() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Automatic.class, ClosedList.class)
                .withPropertyValues(publicKeyProperty())
                .run(context -> assertThat(FailureAnalyses.explain(context.getStartupFailure()))
                        .contains(
                                "closed before the web server has started",
                                "Remove your call of RevocationList.close()"));
    }

    @Test
    void aTokenWithoutIssuer() {
        servlet().withPropertyValues(publicKeyProperty()).run(context -> {
            String token =
                    MintedTokens.sign(MintedTokens.claims("alice").issuer(null).build());
            Throwable failure =
                    catchThrowable(() -> context.getBean(JwtDecoder.class).decode(token));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            UncheckableTokenException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Verdict.Reason.NO_ISSUER));
            assertThat(FailureAnalyses.explain(failure)).contains("The token has no iss claim", "issuer-uri");
        });
    }

    @Test
    void anUnreachableJwkSet() {
        servlet()
                .withPropertyValues("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/jwks")
                .run(context -> {
                    Throwable failure = catchThrowable(
                            () -> context.getBean(JwtDecoder.class).decode(MintedTokens.token("alice")));
                    assertThat(FailureAnalyses.explain(failure))
                            .contains("Check that this service reaches", "jwk-set-uri");
                });
    }

    @Test
    void aDisabledStarterChecksNothingAndNeedsNoKafka() {
        withoutFake("revocast.enabled=false").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(RevocationList.class);
            assertThat(context.getBean(JwtDecoder.class).decode(MintedTokens.token("alice")))
                    .isNotNull();
        });
    }

    @Test
    void aClosedListMakesEachVerdictUnknown() {
        servlet().withPropertyValues(publicKeyProperty()).run(context -> {
            FakeRevocations list = context.getBean(FakeRevocations.class);
            list.close();
            assertThatThrownBy(() -> context.getBean(JwtDecoder.class).decode(MintedTokens.token("alice")))
                    .isInstanceOfSatisfying(
                            TokenRevocationUnknownException.class,
                            unknown -> assertThat(unknown.reason()).isEqualTo(Verdict.Reason.CLOSED));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondList {
        @Bean
        FakeRevocations second() {
            return new FakeRevocations();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ClosedList {
        @Bean
        FakeRevocations revocations() {
            FakeRevocations list = new FakeRevocations();
            list.close();
            return list;
        }
    }
}
