/** Adapter for gRPC servers. */
@NullMarked
package io.revocast.adapter.grpc;

import org.jspecify.annotations.NullMarked;
