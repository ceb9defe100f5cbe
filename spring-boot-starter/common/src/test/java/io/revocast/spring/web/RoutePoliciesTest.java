package io.revocast.spring.web;

import io.revocast.consumer.FailurePolicy;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.PathContainer;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RoutePoliciesTest {
    @Test
    void theFirstRouteThatMatchesDecides() {
        RoutePolicies routes = RoutePolicies.of(List.of(
                new RoutePolicies.Route("/public/admin/**", FailurePolicy.DENY),
                new RoutePolicies.Route("/public/**", FailurePolicy.ALLOW)));

        assertThat(routes.policyFor(PathContainer.parsePath("/public/admin/x"))).isEqualTo(FailurePolicy.DENY);
        assertThat(routes.policyFor(PathContainer.parsePath("/public/news"))).isEqualTo(FailurePolicy.ALLOW);
        assertThat(routes.policyFor(PathContainer.parsePath("/orders"))).isNull();
    }
}
