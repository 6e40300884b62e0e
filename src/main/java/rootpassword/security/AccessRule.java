package rootpassword.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one entry grants, under the name that stands in the trail.
 *
 * @param id the entry's name and place, such as {@code portal[0]}
 */
record AccessRule(String id, CallerEntry entry, List<Pattern> instances) {

	/**
	 * The rule of the entry.
	 * @param place where it is configured, for example {@code 0} or {@code file:0}
	 */
	static AccessRule of(CallerEntry entry, String place) {
		return new AccessRule(entry.name() + "[" + place + "]", entry,
				entry.instances().stream().map(AccessRule::glob).toList());
	}

	String caller() {
		return Objects.requireNonNull(this.entry.name());
	}

	boolean grants(Scope scope) {
		return this.entry.scopes().contains(scope);
	}

	boolean reaches(String instanceId) {
		return this.instances.stream().anyMatch((glob) -> glob.matcher(instanceId).matches());
	}

	/** Whether it speaks of a JWT with these claims. */
	boolean matches(JwtClaims claims) {
		return claims.subject().equals(this.entry.subject())
				|| (claims.client() != null && claims.client().equals(this.entry.client()))
				|| (this.entry.group() != null && claims.groups().contains(this.entry.group()));
	}

	@Override
	public String toString() {
		return this.id;
	}

	private static Pattern glob(String glob) {
		return Pattern
			.compile(Arrays.stream(glob.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
	}

}
