/**
 * The gateway to the provider: calls ResetAccountPassword of ApsaraDB for MongoDB. Only
 * this package and those below it use the provider's SDK.
 */
@NullMarked
package rootpassword.alibaba;

import org.jspecify.annotations.NullMarked;
