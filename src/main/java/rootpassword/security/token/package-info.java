/** Verification of JSON Web Tokens of trusted issuers. */
@NullMarked
package rootpassword.security.token;

import org.jspecify.annotations.NullMarked;
