package rootpassword.alibaba;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.crypto.spec.SecretKeySpec;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.ProtocolType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PasswordRule;
import rootpassword.reset.password.RootPassword;
import rootpassword.security.AccessRules;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry;

/**
 * The parts of a reset that run on every request and wait for nothing. In this package
 * because of {@link RequestSigner}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CoreBenchmarks {

	private static final int CALLERS = 300;

	private final PasswordPolicy policy = new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS,
			PasswordPolicy.PROVIDER_MIN_LENGTH, false);

	private final ResetCommand command = new ResetCommand(new InstanceId("dds-bench"),
			new RootPassword("Tr0ub4dor&3".toCharArray()), null,
			new Origin(new Actor("bench", null, "127.0.0.1"), null, null), null);

	private final Fingerprints fingerprints = new Fingerprints(
			List.of(new Fingerprints.Key("bench", new SecretKeySpec(new byte[32], "HmacSHA256"))));

	private final AccessRules rules = new AccessRules(IntStream.range(0, CALLERS)
		.mapToObj((i) -> AccessRule.of(new CallerEntry("caller" + i, digest(token(i)), null, null, null, null, false,
				List.of("dds-*"), Set.of(), false), String.valueOf(i)))
		.toList());

	private final String known = token(CALLERS - 1);

	private final String unknown = token(CALLERS);

	private final AccessKeys keys = AccessKeys.fixed(new BasicCredentials("id", "secret"));

	private final RequestSigner signerV1 = signer(SignatureVersion.V1);

	private final RequestSigner signerV3 = signer(SignatureVersion.V3);

	@Benchmark
	public Set<PasswordRule> passwordPolicy() {
		return this.policy.brokenBy(this.command.password());
	}

	@Benchmark
	public String fingerprint() {
		return this.fingerprints.of(this.command);
	}

	@Benchmark
	public AccessRule knownTokenOf300() {
		return this.rules.forToken(this.known);
	}

	@Benchmark
	public AccessRule unknownTokenOf300() {
		return this.rules.forToken(this.unknown);
	}

	@Benchmark
	public HttpRequest signV1() throws Exception {
		return sign(this.signerV1);
	}

	@Benchmark
	public HttpRequest signV3() throws Exception {
		return sign(this.signerV3);
	}

	private static String token(int number) {
		return "token-" + number;
	}

	private static String digest(String token) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private HttpRequest sign(RequestSigner signer) throws Exception {
		return signer.sign("ResetAccountPassword",
				new HashMap<>(Map.of("DBInstanceId", this.command.instance().value(), "AccountName", "root",
						"AccountPassword", "Tr0ub4dor&3")),
				this.keys);
	}

	private static RequestSigner signer(SignatureVersion version) {
		return new RequestSigner(version, null, "Dds", "2015-12-01", "127.0.0.1:1", ProtocolType.HTTP);
	}

}
