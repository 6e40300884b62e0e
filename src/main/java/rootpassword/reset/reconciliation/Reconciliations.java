package rootpassword.reset.reconciliation;

import java.util.List;

/** One reconciliation for each trail of {@link ProviderTrails}. */
public record Reconciliations(List<Reconciliation> all) {
}
