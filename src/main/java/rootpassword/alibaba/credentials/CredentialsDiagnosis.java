package rootpassword.alibaba.credentials;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.aliyuncs.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Reachability;
import rootpassword.doctor.Setup;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import tools.jackson.databind.JsonNode;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.warn;

/** Checks of each target the way to the provider, the clock, and the access key. */
public record CredentialsDiagnosis(Setup setup, AlibabaProperties provider, List<ProviderTarget> targets,
		TargetKeys keys) {

	/** The provider refuses a signature after 15 minutes. */
	private static final Duration MAX_DIFFERENCE = Duration.ofMinutes(14);

	private static final Duration ADVISED_DIFFERENCE = Duration.ofMinutes(1);

	private static final Pattern IDENTITY = Pattern.compile("[A-Za-z0-9:/._@=,+-]{1,200}");

	/** Fetches no key yet. */
	public static CredentialsDiagnosis of(Setup setup, AlibabaProperties provider, List<ProviderTarget> targets) {
		return new CredentialsDiagnosis(setup, provider, targets,
				CredentialsConfiguration.keys(targets, provider, setup.bind(StsProperties.class),
						setup.bind(CredentialsProperties.class), setup.environment(), (keys) -> keys));
	}

	public List<Check> checks() {
		return this.targets.stream()
			.flatMap((target) -> Stream.of(
					Check.of("endpoint", target.name(), Needs.NETWORK,
							() -> Reachability.of("endpoint", address(target.endpoint()), this.setup)),
					Check.of("clock", target.name(), Needs.NETWORK, () -> clock(address(target.endpoint()))),
					Check.of("credentials", target.name(), Needs.NETWORK, () -> identity(target))))
			.toList();
	}

	private URI address(String endpoint) {
		return URI.create(this.provider.protocolFor(endpoint) + "://" + endpoint + "/");
	}

	private Finding clock(URI address) {
		String date = (this.setup.client().get(address, Map.of(), this.setup.deadline()) instanceof Answered answered)
				? answered.headers().get("date") : null;
		try {
			Duration difference = Duration.between(
					DateTimeFormatter.RFC_1123_DATE_TIME.parse(String.valueOf(date), Instant::from),
					this.setup.clock().instant());
			String text = "the clock of this machine is " + difference.abs().toSeconds() + " s "
					+ (difference.isNegative() ? "behind" : "ahead of") + " the provider's";
			if (difference.abs().compareTo(MAX_DIFFERENCE) > 0) {
				return fail("clock", text + ", and it refuses signatures that are 15 min old",
						"run NTP on this machine");
			}
			return (difference.abs().compareTo(ADVISED_DIFFERENCE) > 0) ? warn("clock", text, "run NTP on this machine")
					: ok("clock", "the clocks of this machine and of the provider agree");
		}
		catch (DateTimeParseException ex) {
			return warn("clock", "the endpoint did not tell its time", "see the row endpoint");
		}
	}

	/** Asks STS who the key belongs to, which needs no permission. */
	private Finding identity(ProviderTarget target) throws NoCredentialsException {
		String endpoint = this.setup.bind(StsProperties.class).endpoint(this.setup.environment());
		AccessKeys own = this.keys.of(target);
		HttpRequest signed;
		try {
			signed = new RequestSigner(this.provider.signatureVersion(), null, "Sts", StsClient.VERSION, endpoint,
					this.provider.protocolFor(endpoint))
				.sign("GetCallerIdentity", Map.of(), own);
		}
		catch (NoCredentialsException ex) {
			return fail("credentials", ex.cause(), (target.role() != null)
					? "let the service's own identity assume the role: its trust policy, sts:AssumeRole, the external id"
					: "docs/OPERATIONS.md, \"Credentials\"; \"Rotate keys and credentials\"");
		}
		return switch (this.setup.client()
			.post(URI.create(signed.getSysUrl()), signed.getSysHeaders(),
					// Without parameters there is no content
					Objects.requireNonNullElse(signed.getHttpContent(), new byte[0]), this.setup.deadline())) {
			case Unsent(String cause) -> unreachable(endpoint, cause);
			case Unanswered(String cause, int status) -> unreachable(endpoint, cause);
			case Answered answered -> identity(answered);
		};
	}

	private Finding unreachable(String endpoint, String cause) {
		Finding way = Reachability.of("credentials", address(endpoint), this.setup);
		return way.help().isEmpty()
				? fail("credentials", "the token service " + endpoint + " does not answer: " + cause,
						"correct root-password.sts.endpoint, or the way to it")
				: way;
	}

	private static Finding identity(Answered answered) {
		JsonNode body = StrictJson.object(answered.body());
		String arn = StrictJson.text(body, "Arn", IDENTITY);
		if (answered.status() == 200 && arn != null) {
			return ok("credentials", "account " + StrictJson.word(body, "AccountId") + ", " + arn);
		}
		return refused("credentials", StrictJson.word(body, "Code"), answered.status());
	}

	/** The finding for an error code of the provider, which every API has. */
	public static Finding refused(String check, @Nullable String code, int status) {
		String text = (code != null) ? code : "HTTP " + status + " without a code";
		if (code == null) {
			return warn(check, text, "something that is not the provider has answered: see the row endpoint");
		}
		if (code.startsWith("InvalidAccessKeyId")) {
			return fail(check, text,
					"the access key id does not exist or is disabled: correct ALIBABA_CLOUD_ACCESS_KEY_ID");
		}
		if (code.startsWith("SignatureDoesNotMatch") || code.startsWith("IncompleteSignature")) {
			return fail(check, text,
					"the secret does not belong to the access key id: correct ALIBABA_CLOUD_ACCESS_KEY_SECRET");
		}
		if (code.startsWith("InvalidTimeStamp")) {
			return fail(check, text, "correct the clock of this machine: run NTP");
		}
		if (code.startsWith("InvalidSecurityToken")) {
			return fail(check, text, "the temporary key has ended: renew ALIBABA_CLOUD_SECURITY_TOKEN with its key");
		}
		return warn(check, text, "look the code up in the provider's error center");
	}

}
