/** The request filters, which answer 401 and 503, and the failure policies of routes. */
@NullMarked
package io.revocast.spring.web;

import org.jspecify.annotations.NullMarked;
