package rootpassword.security;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * An authenticated caller and what it may do.
 */
record Caller(String name, List<Pattern> instances, Set<Scope> scopes,
		boolean mayAssertUser) implements AuthenticatedPrincipal {

	static Caller of(AccessProperties.Entry entry) {
		return new Caller(Objects.requireNonNull(entry.name()), entry.instances().stream().map(Caller::glob).toList(),
				Set.copyOf(entry.scopes()), entry.mayAssertUser());
	}

	boolean reaches(String instanceId) {
		return this.instances.stream().anyMatch((glob) -> glob.matcher(instanceId).matches());
	}

	@Override
	public String getName() {
		return this.name;
	}

	private static Pattern glob(String glob) {
		return Pattern
			.compile(Arrays.stream(glob.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
	}

}
