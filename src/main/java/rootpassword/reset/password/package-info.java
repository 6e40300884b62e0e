/** The root password, and the rules that it must follow. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.password;
