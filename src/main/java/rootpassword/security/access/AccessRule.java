package rootpassword.security.access;

import java.util.List;
import java.util.Objects;

import rootpassword.security.token.JwtClaims;

/**
 * What one entry grants, under the name that stands in the trail.
 *
 * @param id the entry's name and place, such as {@code portal[0]}
 */
public record AccessRule(String id, CallerEntry entry, List<Glob> instances) {

	/**
	 * The rule of the entry.
	 * @param place where it is configured, for example {@code 0} or {@code file:0}
	 */
	public static AccessRule of(CallerEntry entry, String place) {
		return new AccessRule(entry.name() + "[" + place + "]", entry,
				entry.instances().stream().map(Glob::new).toList());
	}

	String caller() {
		return Objects.requireNonNull(this.entry.name());
	}

	boolean grants(Scope scope) {
		return this.entry.scopes().contains(scope);
	}

	boolean reaches(String instanceId) {
		return this.instances.stream().anyMatch((glob) -> glob.matches(instanceId));
	}

	/** Whether it takes a JWT that has what it is looked up by. */
	boolean takes(JwtClaims claims) {
		return (this.entry.issuer() == null || this.entry.issuer().equals(claims.issuer()))
				&& (this.entry.client() == null || this.entry.users() || claims.clientCredentials());
	}

	@Override
	public String toString() {
		return this.id;
	}

}
