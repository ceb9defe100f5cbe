/** Signs users in at OpenID Providers (OpenID Connect Core 1.0). */
@NullMarked
package io.revocast.publisher.console.openid;

import org.jspecify.annotations.NullMarked;
