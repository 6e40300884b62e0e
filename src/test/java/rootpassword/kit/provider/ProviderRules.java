package rootpassword.kit.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reasons for which the provider refuses a request, in its order.
 */
final class ProviderRules {

	private static final Pattern AUTHORIZATION = Pattern.compile("ACS3-HMAC-SHA256 Credential=([^,]+),\\s*(.+)",
			Pattern.DOTALL);

	private final Map<String, Key> keys = new ConcurrentHashMap<>();

	private final Set<String> nonces = ConcurrentHashMap.newKeySet();

	private volatile Set<String> instances = Set.of();

	public void accept(String accessKeyId, String secret, String token) {
		this.keys.put(accessKeyId, new Key(secret, token));
	}

	public void know(String... instances) {
		this.instances = Set.of(instances);
	}

	/** Whether the access key of signature V1 is one of the account. */
	boolean knows(Received request) {
		return this.keys.containsKey(request.parameters().getOrDefault("AccessKeyId", ""));
	}

	/** The error code, or null if there is nothing to refuse. */
	public String refusal(Received request) {
		String refusal = signatureRefusal(request);
		return (refusal != null) ? refusal : operationRefusal(request);
	}

	/** As {@link #refusal}, for requests of any operation. */
	String signatureRefusal(Received request) {
		return request.header("authorization") != null ? v3Refusal(request) : v1Refusal(request);
	}

	private String v1Refusal(Received request) {
		Map<String, String> parameters = request.parameters();
		if (!"HMAC-SHA1".equals(parameters.get("SignatureMethod"))
				|| !"1.0".equals(parameters.get("SignatureVersion"))) {
			return "IncompleteSignature";
		}
		Key key = this.keys.get(parameters.getOrDefault("AccessKeyId", ""));
		String expected = (key != null) ? Signatures.v1(request.method(), parameters, key.secret()) : null;
		return refusal(key, parameters.get("SecurityToken"), parameters.get("Timestamp"),
				parameters.get("SignatureNonce"), parameters.get("Signature"), expected);
	}

	private String v3Refusal(Received request) {
		Matcher authorization = AUTHORIZATION.matcher(request.header("authorization"));
		if (!authorization.matches()) {
			return "IncompleteSignature";
		}
		Map<String, String> parts = new TreeMap<>();
		Arrays.stream(authorization.group(2).split(",")).map((part) -> part.split("=", 2)).forEach((part) -> {
			parts.put(part[0].trim(), part[1]);
		});
		List<String> signed = List.of(parts.getOrDefault("SignedHeaders", "").split(";"));
		String bodySha256 = Signatures.sha256(request.body());
		Set<String> wanted = Set.of("host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce",
				"x-acs-content-sha256");
		if (!signed.containsAll(wanted) || !bodySha256.equals(request.header("x-acs-content-sha256"))
				|| signed.stream().anyMatch((name) -> request.header(name) == null)) {
			return "IncompleteSignature";
		}
		Key key = this.keys.get(authorization.group(1));
		String expected = (key != null) ? Signatures.v3(
				Signatures.v3CanonicalRequest(request.method(), request.query(), request.headers(), signed, bodySha256),
				key.secret()) : null;
		return refusal(key, request.header("x-acs-security-token"), request.header("x-acs-date"),
				request.header("x-acs-signature-nonce"), parts.get("Signature"), expected);
	}

	/** Takes every nonce again. */
	public void forget() {
		this.nonces.clear();
	}

	private String refusal(Key key, String token, String time, String nonce, String signature, String expected) {
		if (key == null) {
			return "InvalidAccessKeyId.NotFound";
		}
		if (!java.util.Objects.equals(key.token(), token)) {
			return "InvalidSecurityToken.Malformed";
		}
		if (!expected.equals(signature)) {
			return "SignatureDoesNotMatch";
		}
		if (Duration.between(Instant.parse(time), Instant.now()).abs().compareTo(Duration.ofMinutes(15)) > 0) {
			return "InvalidTimeStamp.Expired";
		}
		return this.nonces.add(nonce) ? null : "SignatureNonceUsed";
	}

	private String operationRefusal(Received request) {
		Map<String, String> parameters = request.parameters();
		if (!request.method().equals("POST")) {
			return "UnsupportedHTTPMethod";
		}
		// The real provider accepts it, but a URL must not hold a password
		if (request.query().containsKey("AccountPassword")) {
			return "InvalidParameter.PasswordInUrl";
		}
		if (!"2015-12-01".equals(parameters.get("Version"))
				|| !"ResetAccountPassword".equals(parameters.get("Action"))) {
			return "InvalidAction.NotFound";
		}
		if (!"JSON".equals(parameters.get("Format"))) {
			return "InvalidParameter.Format";
		}
		if (!"root".equals(parameters.get("AccountName"))) {
			return "InvalidAccountName.NotFound";
		}
		String instance = parameters.getOrDefault("DBInstanceId", "");
		if (this.instances.isEmpty() ? instance.startsWith("dds-unknown") : !this.instances.contains(instance)) {
			return "InvalidDBInstanceId.NotFound";
		}
		String characterType = parameters.get("CharacterType");
		if (characterType != null && !Set.of("normal", "db", "cs").contains(characterType)) {
			return "InvalidCharacterType";
		}
		return isGood(parameters.getOrDefault("AccountPassword", "")) ? null : "InvalidAccountPassword.Malformed";
	}

	private static boolean isGood(String password) {
		long classes = Stream.of("[A-Z]", "[a-z]", "[0-9]", "[!#$%^&*()_+=-]")
			.filter((characterClass) -> Pattern.compile(characterClass).matcher(password).find())
			.count();
		return password.matches("[ -~]{8,32}") && classes >= 3;
	}

	private record Key(String secret, String token) {
	}

	/**
	 * A request, taken apart.
	 *
	 * @param headers by lower-case name
	 * @param parameters query and form together
	 */
	public record Received(String method, Map<String, String> query, Map<String, String> headers, String body,
			Map<String, String> parameters) {

		public String header(String name) {
			return this.headers.get(name);
		}

	}

}
