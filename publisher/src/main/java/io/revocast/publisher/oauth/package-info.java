/** The OAuth endpoints: revocation (RFC 7009) and introspection (RFC 7662). */
@NullMarked
package io.revocast.publisher.oauth;

import org.jspecify.annotations.NullMarked;
