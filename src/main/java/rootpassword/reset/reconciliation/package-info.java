/**
 * Reconciliation with the provider's own trail: the later outcome of unconfirmed
 * attempts, and password changes by others.
 */
@NullMarked
package rootpassword.reset.reconciliation;

import org.jspecify.annotations.NullMarked;
