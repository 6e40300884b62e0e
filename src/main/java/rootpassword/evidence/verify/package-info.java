/** The offline verifier of an export. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.verify;
