/** What happened in a soak, and whether it may have: publishes, verdicts, faults, and the invariants they must satisfy. */
@NullMarked
package io.revocast.soak.history;

import org.jspecify.annotations.NullMarked;
