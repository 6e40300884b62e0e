/**
 * Access keys for the gateway: a fixed key from the environment, or temporary keys of an
 * assumed role.
 */
@NullMarked
package rootpassword.alibaba.credentials;

import org.jspecify.annotations.NullMarked;
