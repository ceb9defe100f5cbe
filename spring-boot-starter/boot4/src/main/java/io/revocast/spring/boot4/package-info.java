/** The parts of the starter that need the health and Kafka types of Spring Boot 4. */
@NullMarked
package io.revocast.spring.boot4;

import org.jspecify.annotations.NullMarked;
