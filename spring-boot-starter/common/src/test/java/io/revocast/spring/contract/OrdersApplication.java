package io.revocast.spring.contract;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.security.Principal;

/** An ordinary service without any line for Revocast: Spring Boot's own security protects every path. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class OrdersApplication {
    @GetMapping("/orders")
    String orders(Principal principal) {
        return "orders of " + principal.getName();
    }

    @GetMapping("/public/news")
    String news() {
        return "news";
    }
}
