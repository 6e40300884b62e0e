package rootpassword.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import rootpassword.http.Contact;

/** Whether a server can be reached: its name, its port, the proxy and TLS. */
public final class Reachability {

	private static final Duration NEAR_END = Duration.ofDays(14);

	private Reachability() {
	}

	/** Connects, and sends nothing. */
	public static Finding of(String check, URI address, Setup setup) {
		Contact contact = Contact.with(address, Setup.LIMIT, setup.tls(), setup.proxies());
		String host = address.getRawAuthority();
		if (contact.fault() != null) {
			return Finding.fail(check, contact.fault() + " (" + host + ")", contact.help());
		}
		String reached = host + " is reached"
				+ ((contact.proxy() != null) ? " through the proxy " + contact.proxy() : "");
		Instant end = contact.validUntil();
		if (end == null) {
			return Finding.ok(check, reached + " without TLS");
		}
		if (end.isBefore(setup.clock().instant())) {
			// A JVM that trusts this certificate itself does not look at its end
			return Finding.fail(check, Contact.EXPIRED + " (" + host + ")", Contact.RENEW);
		}
		String valid = reached + ", its certificate is valid until " + end.atOffset(ZoneOffset.UTC).toLocalDate();
		return end.isBefore(setup.clock().instant().plus(NEAR_END))
				? Finding.warn(check, valid, "renew the certificate at the server") : Finding.ok(check, valid);
	}

}
