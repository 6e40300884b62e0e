/** Limits: attempts per instance and caller, and audit rows that a caller may cause. */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.quota;
