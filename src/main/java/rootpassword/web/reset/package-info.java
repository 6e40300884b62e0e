/** The endpoints that reset a root password and validate a reset. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.reset;
