/**
 * HTTP to the provider: sends a request at most once, and reports whether the provider
 * can have received it.
 */
@NullMarked
package rootpassword.alibaba.transport;

import org.jspecify.annotations.NullMarked;
