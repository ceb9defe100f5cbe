/** What every Spring Boot line must do. The modules of the lines run these tests against the starter. */
@NullMarked
package io.revocast.spring.contract;

import org.jspecify.annotations.NullMarked;
