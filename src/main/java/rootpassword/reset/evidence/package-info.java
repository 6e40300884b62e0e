/** The sealed audit trail, and the proofs that nothing in it was changed. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.evidence;
