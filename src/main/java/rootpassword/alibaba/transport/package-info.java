/**
 * The settings of the provider's API, and a strict reader of its JSON.
 */
@NullMarked
package rootpassword.alibaba.transport;

import org.jspecify.annotations.NullMarked;
