/**
 * The write service: authorise, validate, confirm, append and audit, answer. {@link RevocationService} shows these phases of
 * every write.
 */
@NullMarked
package io.revocast.publisher.service;

import org.jspecify.annotations.NullMarked;
