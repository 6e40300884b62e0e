package rootpassword.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Setup;
import rootpassword.reset.command.InstanceId;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.skipped;

/** Checks where the login check would dial. It connects to nothing. */
public final class LoginDiagnosis {

	private static final String NAME = "login-check";

	private LoginDiagnosis() {
	}

	/**
	 * The checks of the addresses.
	 * @param example finds an instance whose addresses should resolve; empty if none is
	 * known yet
	 */
	public static List<Check> checks(Setup setup, Callable<Optional<InstanceId>> example) {
		LoginProperties properties = setup.bind(LoginProperties.class);
		if (!properties.enabled()) {
			return List.of();
		}
		return properties.patterns()
			.stream()
			.map((pattern) -> Check.of(NAME, null, Needs.NETWORK,
					() -> check(pattern, properties.tls(), example.call().orElse(null))))
			.toList();
	}

	private static Finding check(AddressPattern pattern, boolean tls, @Nullable InstanceId instance) {
		if (instance == null) {
			return skipped(NAME, "no instance is known yet whose address could be looked up",
					"run doctor again after the first reset");
		}
		String host = pattern.hostOf(instance);
		try {
			return Stream.of(InetAddress.getAllByName(host))
				.allMatch((address) -> Dialler.isPermitted(pattern, tls, address))
						? ok(NAME, host + " resolves only to addresses that may be dialled")
						: fail(NAME, host + " leads to an address that may not be dialled",
								"docs/OPERATIONS.md, \"Login check\": private addresses, or the provider's own names with TLS");
		}
		catch (UnknownHostException ex) {
			return fail(NAME, host + " cannot be resolved",
					"correct root-password.login-check.addresses, or the name server of this machine");
		}
	}

}
