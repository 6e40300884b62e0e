package rootpassword.reset.history;

/**
 * A row of the audit trail, and the proof that it is sealed.
 *
 * @param row in canonical form
 * @param proof a C2SP tlog-proof
 */
public record ProvenRow(String row, String proof) {
}
