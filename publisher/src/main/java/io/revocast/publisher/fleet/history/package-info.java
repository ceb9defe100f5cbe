/** What happened in the last hour: how much was revoked, and how fast the fleet applied it. Fixed in size. */
@NullMarked
package io.revocast.publisher.fleet.history;

import org.jspecify.annotations.NullMarked;
