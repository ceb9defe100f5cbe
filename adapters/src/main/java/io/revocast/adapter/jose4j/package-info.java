/** Adapters for jose4j, which Quarkus and SmallRye JWT use. */
@NullMarked
package io.revocast.adapter.jose4j;

import org.jspecify.annotations.NullMarked;
