/** The parts of the starter that need the health and Kafka types of Spring Boot 3. */
@NullMarked
package io.revocast.spring.boot3;

import org.jspecify.annotations.NullMarked;
