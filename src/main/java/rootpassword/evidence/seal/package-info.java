/** The sealing of the audit trail: leaves, checkpoints and proofs in the database. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.seal;
