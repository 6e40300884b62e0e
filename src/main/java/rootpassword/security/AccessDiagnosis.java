package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Setup;
import rootpassword.keys.Hashes;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.security.AccessProperties.TrustedIssuer;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry.Scope;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.warn;

/** Checks the callers and the issuers of their tokens. */
public final class AccessDiagnosis {

	private static final int MAX_ROWS = 100;

	/** Digests of tokens that everybody knows. */
	private static final Set<String> PUBLISHED = Stream
		.concat(Stream.of("", "demo-token", "<token>", "token", "secret", "test", "password", "changeit")
			.map((token) -> HexFormat.of().formatHex(Hashes.sha256(token.getBytes(StandardCharsets.UTF_8)))),
				Stream.of("ee8239163af1a015594e4237ec4a3d908cbf71d50cf920f6fd976debc17fb4ea"))
		.collect(Collectors.toUnmodifiableSet());

	private AccessDiagnosis() {
	}

	/**
	 * The checks of callers and issuers.
	 * @param served whether some target serves instances that match the pattern
	 */
	public static List<Check> checks(Setup setup, Predicate<InstanceGlob> served) {
		AccessProperties properties = setup.bind(AccessProperties.class);
		List<Check> checks = new ArrayList<>();
		checks.add(new Check("callers", null, Needs.NOTHING, () -> callers(properties, served)));
		properties.issuers()
			.forEach((issuer) -> checks.add(
					Check.of("issuer", null, Needs.NETWORK, () -> issuer(issuer, IssuerKeyFetcher.of(issuer, setup)))));
		return checks;
	}

	private static List<Finding> callers(AccessProperties properties, Predicate<InstanceGlob> served) {
		List<AccessRule> rules = new ReloadingAccessRules(properties).get().rules();
		if (rules.isEmpty()) {
			return List.of(warn("callers", "there is none, so every request is refused",
					"add one to root-password.callers or root-password.callers-file"));
		}
		List<Finding> findings = rules.stream()
			.map((rule) -> caller(rule, properties.issuers(), served))
			.sorted((one, other) -> Boolean.compare(one.help().isEmpty(), other.help().isEmpty()))
			.toList();
		return (findings.size() <= MAX_ROWS) ? findings
				: Stream
					.concat(findings.stream().limit(MAX_ROWS),
							Stream.of(ok("callers", (findings.size() - MAX_ROWS) + " more")))
					.toList();
	}

	private static Finding caller(AccessRule rule, List<TrustedIssuer> issuers, Predicate<InstanceGlob> served) {
		CallerEntry entry = rule.entry();
		boolean resets = entry.scopes().contains(Scope.RESET);
		if (entry.tokenSha256() != null && PUBLISHED.contains(entry.tokenSha256().toLowerCase(Locale.ROOT))) {
			return fail("callers", rule + " has a token that is a published example",
					"make a new one: openssl rand -hex 32");
		}
		if (entry.tokenSha256() == null && issuers.isEmpty()) {
			return warn("callers", rule + " can never match, because no issuer of JWTs is configured",
					"add one to root-password.issuers");
		}
		if (entry.group() != null && issuers.stream().allMatch((issuer) -> issuer.groupsClaim() == null)) {
			return warn("callers", rule + " can never match, because no issuer has a groups-claim",
					"set root-password.issuers[i].groups-claim");
		}
		if (entry.instances().isEmpty()) {
			return warn("callers", rule + " has no instances, so it may do nothing", "add patterns to its instances");
		}
		List<String> unserved = entry.instances()
			.stream()
			.filter((pattern) -> !served.test(new InstanceGlob(pattern)))
			.toList();
		if (resets && !unserved.isEmpty()) {
			return warn("callers", rule + " names instances that no target serves: " + String.join(", ", unserved),
					"add them to the instances of a target in root-password.targets");
		}
		return ok("callers",
				rule + " may "
						+ entry.scopes()
							.stream()
							.map((scope) -> scope.name().toLowerCase(Locale.ROOT))
							.sorted()
							.collect(Collectors.joining(" and "))
						+ " " + String.join(", ", entry.instances())
						+ (entry.mayAssertUser() ? ", and name a user" : ""));
	}

	private static Finding issuer(TrustedIssuer issuer, IssuerKeyFetcher fetcher) {
		try {
			JWKSet keys = fetcher.getJWKSet(null, 0, null);
			long usable = keys.getKeys().stream().filter((key) -> !key.getKeyType().equals(KeyType.OCT)).count();
			return (usable > 0) ? ok("issuer", issuer.name() + " has " + usable + " keys")
					: fail("issuer", issuer.name() + " has only symmetric keys, which no token may use",
							"let it sign with RS256, ES256 or EdDSA");
		}
		catch (KeySourceException ex) {
			return fail("issuer", issuer.name() + " gives no keys: " + IssuerKeyFetcher.reason(ex.getCause()),
					"correct root-password.issuers[i].issuer or .jwk-set-uri, or the way to it");
		}
	}

}
