/** The published documents: OpenAPI, Swagger UI and the password policy. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.docs;
