/**
 * The audit trail for auditors that pull it.
 */
@NullMarked
package rootpassword.web.trail;

import org.jspecify.annotations.NullMarked;
