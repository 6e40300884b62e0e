package rootpassword.alibaba.transport;

import java.util.List;

/** The targets in the order in which they are asked whether they serve an instance. */
public record ProviderTargets(List<ProviderTarget> all) {
}
