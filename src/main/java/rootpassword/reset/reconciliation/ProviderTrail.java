package rootpassword.reset.reconciliation;

import java.util.function.Function;

import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;

/**
 * The provider's trail of one target.
 *
 * @param account targets with the same account share its limit of queries
 * @param sharing the number of these targets
 * @param source sends one query, and returns by the deadline of the reading
 */
public record ProviderTrail(String target, String account, int sharing, Function<Reading, Lookup> source) {
}
