package rootpassword.reset.reconciliation;

/**
 * The port to the provider's trail.
 */
public interface ProviderEventSource {

	/** Sends one query, and returns by the deadline of the reading. */
	Lookup lookUp(Reading reading);

}
