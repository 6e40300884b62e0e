/** The ledger of the reconciliation: whose turn it is to read, and what was read. */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.reconciliation;
