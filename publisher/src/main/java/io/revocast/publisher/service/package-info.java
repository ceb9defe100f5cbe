/** The write service: authorise, validate, confirm, append and audit, answer. */
@NullMarked
package io.revocast.publisher.service;

import org.jspecify.annotations.NullMarked;
