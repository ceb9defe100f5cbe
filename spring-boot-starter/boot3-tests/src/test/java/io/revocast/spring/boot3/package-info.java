/** The starter in Spring Boot 3. */
@NullMarked
package io.revocast.spring.boot3;

import org.jspecify.annotations.NullMarked;
