/**
 * Whom we call: the provider's ResetAccountPassword operation through the provider's own
 * SDK, over a transport of ours that always knows whether anything was sent.
 */
@NullMarked
package rootpassword.alibaba;

import org.jspecify.annotations.NullMarked;
