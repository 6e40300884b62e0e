/**
 * The provider's description of an instance.
 */
@NullMarked
package rootpassword.alibaba.addresses;

import org.jspecify.annotations.NullMarked;
