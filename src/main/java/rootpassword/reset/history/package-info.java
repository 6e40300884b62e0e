/** Queries for past attempts. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.history;
