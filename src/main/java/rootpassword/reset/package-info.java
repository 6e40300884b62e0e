/** The core: the terms and rules of a reset, and the order of its steps. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset;
