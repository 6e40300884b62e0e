/** The outcome of a reset, and the reasons of a rejection. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.outcome;
