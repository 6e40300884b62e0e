package rootpassword.security.access;

import java.util.Objects;

import rootpassword.reset.command.InstanceId;
import rootpassword.security.access.CallerEntry.Scope;
import rootpassword.security.token.JwtClaims;

/**
 * One caller entry as a rule.
 *
 * @param id the name and place of the entry, as the trail records it: {@code portal[0]}
 */
public record AccessRule(String id, CallerEntry entry) {

	/**
	 * The rule of the entry.
	 * @param place where it is configured, for example {@code 0} or {@code file:0}
	 */
	public static AccessRule of(CallerEntry entry, String place) {
		return new AccessRule(entry.name() + "[" + place + "]", entry);
	}

	String caller() {
		return Objects.requireNonNull(this.entry.name());
	}

	boolean grants(Scope scope) {
		return this.entry.scopes().contains(scope);
	}

	public boolean covers(InstanceId instance) {
		return this.entry.instances().stream().anyMatch((pattern) -> new Glob(pattern).matches(instance.value()));
	}

	/** Whether the rule covers every instance, even those of the future. */
	public boolean coversAll() {
		return this.entry.instances().contains("*");
	}

	/**
	 * Whether the rule accepts a JWT whose subject, client or group is the entry's. The
	 * entry may restrict the issuer, and a client entry may exclude users' tokens.
	 */
	boolean accepts(JwtClaims claims) {
		return (this.entry.issuer() == null || this.entry.issuer().equals(claims.issuer()))
				&& (this.entry.client() == null || this.entry.users() || claims.clientCredentials());
	}

	@Override
	public String toString() {
		return this.id;
	}

}
