/** Adapter for Jakarta RESTful Web Services (JAX-RS). */
@NullMarked
package io.revocast.adapter.jaxrs;

import org.jspecify.annotations.NullMarked;
