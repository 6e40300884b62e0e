/** ActionTrail, the provider's own trail of API calls. */
@org.jspecify.annotations.NullMarked
package rootpassword.alibaba.actiontrail;
