/** What an application of Spring Boot sees of the starter: events, and the exception of an unknown verdict. */
@NullMarked
package io.revocast.spring;

import org.jspecify.annotations.NullMarked;
