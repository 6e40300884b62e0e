/**
 * Reconciliation with the provider's own trail: what became of unconfirmed attempts, and
 * who else changed a password.
 */
@NullMarked
package rootpassword.reset.reconciliation;

import org.jspecify.annotations.NullMarked;
