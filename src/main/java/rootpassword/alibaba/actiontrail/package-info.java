/**
 * ActionTrail, the provider's own trail of API calls.
 */
@NullMarked
package rootpassword.alibaba.actiontrail;

import org.jspecify.annotations.NullMarked;
