package rootpassword.login;

import java.util.List;

import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;

/**
 * Where an instance is.
 */
interface AddressSource {

	/** In the order in which they are tried; none if they are unknown. */
	List<AddressPattern> of(InstanceId instance, Deadline deadline);

	/** Takes note that no address of the instance led to a login. */
	default void doubt(InstanceId instance) {
	}

}
