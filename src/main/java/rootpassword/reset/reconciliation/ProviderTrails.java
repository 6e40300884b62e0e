package rootpassword.reset.reconciliation;

import java.util.List;

/** The provider's trails that are read, each of another target. */
public record ProviderTrails(List<ProviderTrail> all) {
}
