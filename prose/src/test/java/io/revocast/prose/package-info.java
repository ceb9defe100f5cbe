/**
 * The prose check: fails the build on banned words, over-long sentences and over-long lines.
 *
 * <p>{@code banned-words.txt} lists the banned words. {@code CONTRIBUTING.md} explains the rules.
 */
@NullMarked
package io.revocast.prose;

import org.jspecify.annotations.NullMarked;
