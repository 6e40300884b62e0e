/**
 * The published documents: OpenAPI, Swagger UI and the password policy.
 */
@NullMarked
package rootpassword.web.docs;

import org.jspecify.annotations.NullMarked;
