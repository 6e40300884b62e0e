package rootpassword.reset.reconciliation;

import rootpassword.reset.command.InstanceId;

/**
 * The port to the access rules: the instances that matter to this service.
 */
public interface CoveredInstances {

	/** Whether some caller's rule covers the instance. */
	boolean covers(InstanceId instance);

}
