package rootpassword.kit.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * The provider's token service on 127.0.0.1: answers AssumeRoleWithOIDC for one role and
 * one token, and AssumeRole for the roles that a test adds ({@link #allow}), with keys
 * that a {@link ProviderStub} takes from then on, remembers every call, and misbehaves on
 * demand ({@link #next}, {@link #always}).
 */
public final class StsStub implements AutoCloseable {

	public static final String ROLE = "acs:ram::1234567890123456:role/root-password";

	public static final String OIDC_PROVIDER = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-test";

	/** The token that is trusted at first. */
	public static final String TOKEN = "eyJhbGciOiJub25lIn0.canary+/=.token";

	/**
	 * A text in every issued secret, security token and error message.
	 */
	public static final String SECRET = "canary";

	private final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();

	private final Queue<StubAnswer> script = new ConcurrentLinkedQueue<>();

	/** The roles of AssumeRole, with the provider that takes their keys. */
	private final Map<String, ProviderStub> roles = new ConcurrentHashMap<>();

	/** The answers to calls for some roles. */
	private final Map<String, StubAnswer> usualForRole = new ConcurrentHashMap<>();

	private final AtomicInteger issued = new AtomicInteger();

	private final ProviderStub provider;

	private final InstantSource clock;

	private final WireMockServer server;

	private volatile StubAnswer usual = StubAnswer.asUsual();

	private volatile String trusted = TOKEN;

	private volatile Duration life = Duration.ofHours(1);

	private StsStub(ProviderStub provider, InstantSource clock, int port) {
		this.provider = provider;
		this.clock = clock;
		this.server = new WireMockServer(WireMockConfiguration.options()
			.bindAddress("127.0.0.1")
			.port(port)
			.containerThreads(100)
			.disableRequestJournal()
			.extensions(new Transformer()));
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		this.server.start();
	}

	public static StsStub start(ProviderStub provider) {
		return start(provider, InstantSource.system());
	}

	/** Keys end by this clock. */
	public static StsStub start(ProviderStub provider, InstantSource clock) {
		return new StsStub(provider, clock, 0);
	}

	/** As host:port. */
	public String endpoint() {
		return "127.0.0.1:" + this.server.port();
	}

	/** The properties with which the program assumes the role and calls the provider. */
	public Map<String, String> properties(Path tokenFile) {
		return Map.of("root-password.dds.endpoint", this.provider.endpoint(), "root-password.dds.protocol", "http",
				"root-password.sts.endpoint", endpoint(), "ALIBABA_CLOUD_ROLE_ARN", ROLE,
				"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", OIDC_PROVIDER, "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
				tokenFile.toString());
	}

	/** Trusts this token and no other. */
	public void trust(String token) {
		this.trusted = token;
	}

	/** Lets the keys of this stub's provider assume a role in the other's account. */
	public void allow(String role, ProviderStub account) {
		this.roles.put(role, account);
	}

	/** Lets no key assume the role any longer. */
	public void forbid(String role) {
		this.roles.remove(role);
	}

	/** Issues keys that live so long. */
	public void live(Duration life) {
		this.life = life;
	}

	/** Answers the next calls so, one each. */
	public void next(StubAnswer... answers) {
		this.script.addAll(Arrays.asList(answers));
	}

	/** Answers so from now on, once the script is used up. */
	public void always(StubAnswer answer) {
		this.usual = answer;
	}

	/** Answers so from now on, if it is asked for this role. */
	public void always(String role, StubAnswer answer) {
		this.usualForRole.put(role, answer);
	}

	/** The parameters of every call, query and form together. */
	public List<Map<String, String>> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public void close() {
		this.server.stop();
	}

	private ResponseDefinition answer(Request request) {
		ProviderRules.Received received = ProviderStub.received(request);
		this.calls.add(Map.copyOf(received.parameters()));
		StubAnswer scripted = this.script.poll();
		StubAnswer answer = (scripted != null) ? scripted
				: this.usualForRole.getOrDefault(received.parameters().getOrDefault("RoleArn", ""), this.usual);
		answer.pause();
		ResponseDefinitionBuilder response = switch (answer.kind()) {
			case FAULT -> WireMock.aResponse().withFault(answer.fault());
			case GARBAGE -> WireMock.aResponse().withStatus(answer.status()).withBody(answer.body());
			case ERROR -> error(answer.status(), answer.body());
			case USUAL -> usual(received);
		};
		answer.headers().forEach(response::withHeader);
		return response.build();
	}

	private ResponseDefinitionBuilder usual(ProviderRules.Received received) {
		Map<String, String> parameters = received.parameters();
		if (!received.method().equals("POST") || received.query().containsKey("OIDCToken")) {
			return error(400, "UnsupportedHTTPMethod");
		}
		if ("AssumeRole".equals(parameters.get("Action"))) {
			return assumeRole(received);
		}
		if ("GetCallerIdentity".equals(parameters.get("Action"))) {
			String refusal = this.provider.rules().signatureRefusal(received);
			return (refusal != null) ? error(400, refusal)
					: WireMock.okJson("{\"RequestId\":\"3D57EAD2\",\"AccountId\":\"1234567890123456\",\"Arn\":"
							+ "\"acs:ram::1234567890123456:user/reset\",\"IdentityType\":\"RAMUser\"}");
		}
		if (!"AssumeRoleWithOIDC".equals(parameters.get("Action")) || !"2015-04-01".equals(parameters.get("Version"))
				|| !"JSON".equals(parameters.get("Format"))) {
			return error(404, "InvalidAction.NotFound");
		}
		if (!ROLE.equals(parameters.get("RoleArn"))) {
			return error(404, "EntityNotExist.Role");
		}
		if (!OIDC_PROVIDER.equals(parameters.get("OIDCProviderArn"))) {
			return error(404, "EntityNotExist.OIDCProvider");
		}
		if (!parameters.getOrDefault("RoleSessionName", "").matches("[a-zA-Z0-9.@_-]{2,64}")) {
			return error(400, "InvalidParameter.RoleSessionName");
		}
		if (Integer.parseInt(parameters.getOrDefault("DurationSeconds", "3600")) < 900) {
			return error(400, "InvalidParameter.DurationSeconds");
		}
		return this.trusted.equals(parameters.get("OIDCToken")) ? issue(this.provider)
				: error(400, "AuthenticationFail.OIDCToken.Invalid");
	}

	private ResponseDefinitionBuilder assumeRole(ProviderRules.Received received) {
		Map<String, String> parameters = received.parameters();
		String refusal = this.provider.rules().signatureRefusal(received);
		if (refusal != null) {
			return error(400, refusal);
		}
		if (!parameters.getOrDefault("RoleSessionName", "").matches("[a-zA-Z0-9.@_-]{2,32}")) {
			return error(400, "InvalidParameter.RoleSessionName");
		}
		if (parameters.getOrDefault("Policy", "").length() > 2048) {
			return error(400, "InvalidParameter.PolicySize");
		}
		ProviderStub account = this.roles.get(parameters.getOrDefault("RoleArn", ""));
		return (account != null) ? issue(account) : error(403, "NoPermission");
	}

	private ResponseDefinitionBuilder issue(ProviderStub account) {
		int number = this.issued.incrementAndGet();
		String id = "STS.id" + number;
		String secret = SECRET + "secret" + number;
		String token = SECRET + "token+/=" + number;
		account.accept(id, secret, token);
		return WireMock.okJson(answer(id, secret, token, this.clock.instant().plus(this.life)));
	}

	/** A success as the token service words it. */
	public static String answer(String id, String secret, String token, Instant expiration) {
		return """
				{"RequestId":"3D57EAD2-8723-1F26-B69C-F8707D8B565D",
				"OIDCTokenInfo":{"Subject":"system:serviceaccount:default:root-password","Issuer":"https://oidc.example"},
				"AssumedRoleUser":{"AssumedRoleId":"33157794895460****","Arn":"acs:ram::1:role/x/root-password"},
				"Credentials":{"SecurityToken":"%s","Expiration":"%s","AccessKeySecret":"%s","AccessKeyId":"%s"}}
				"""
			.formatted(token, expiration.truncatedTo(ChronoUnit.SECONDS), secret, id);
	}

	private ResponseDefinitionBuilder error(int status, String code) {
		return WireMock.jsonResponse("""
				{"RequestId":"3D57EAD2-8723-1F26-B69C-F8707D8B565D","HostId":"sts.aliyuncs.com","Code":"%s",
				"Message":"This is not valid: %s","Recommend":"https://api.example"}
				""".formatted(code, this.trusted), status);
	}

	private final class Transformer implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			return answer(event.getRequest());
		}

		@Override
		public String getName() {
			return "sts";
		}

	}

}
