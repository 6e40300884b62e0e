package rootpassword.kit.provider;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * The provider on 127.0.0.1: checks every request as the real one would (signature,
 * nonce, clock, instance, password rule), answers like it, remembers all, and misbehaves
 * on demand ({@link #next}, {@link #always}).
 * <p>
 * Knows every instance whose id does not start with {@code dds-unknown}, except after
 * {@link #know}.
 * <p>
 * {@link #startTwo} is two regions, the second in another account, whose role the program
 * assumes. Their script and the list of received resets are one.
 */
public final class ProviderStub implements AutoCloseable {

	/** The documentation's own throw-away pair. */
	public static final String ACCESS_KEY_ID = "testid";

	public static final String ACCESS_KEY_SECRET = "testsecret";

	private static final String ROLE = "acs:ram::6543210987654321:role/root-password";

	private final ProviderRules rules = new ProviderRules();

	private final String target;

	private final List<ReceivedReset> resets;

	private final Queue<StubAnswer> script;

	private final ProviderStub second;

	private final StsStub sts;

	private volatile StubAnswer usual = StubAnswer.asUsual();

	private final WireMockServer server;

	private ProviderStub(WireMockConfiguration configuration, String target, ProviderStub second) {
		this.target = target;
		this.second = second;
		this.resets = (second != null) ? second.resets : new CopyOnWriteArrayList<>();
		this.script = (second != null) ? second.script : new ConcurrentLinkedQueue<>();
		if (!target.equals("second")) {
			this.rules.accept(ACCESS_KEY_ID, ACCESS_KEY_SECRET, null);
		}
		// A thread for each request that waits; the default of 25 would queue the rest
		this.server = new WireMockServer(configuration.bindAddress("127.0.0.1")
			.containerThreads(600)
			.jettyAcceptQueueSize(1000)
			.disableRequestJournal()
			.extensions(new Transformer()));
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		this.server.start();
		this.sts = (second != null) ? StsStub.start(this) : null;
		if (second != null) {
			this.sts.allow(ROLE, second);
		}
	}

	public static ProviderStub start() {
		return start(0);
	}

	public static ProviderStub start(int port) {
		return new ProviderStub(WireMockConfiguration.options().port(port), "default", null);
	}

	/** Two targets, {@code first} and {@code second}. */
	public static ProviderStub startTwo() {
		return new ProviderStub(WireMockConfiguration.options().dynamicPort(), "first",
				new ProviderStub(WireMockConfiguration.options().dynamicPort(), "second", null));
	}

	public static ProviderStub startTls(ThrowawayCertificate certificate) {
		return new ProviderStub(WireMockConfiguration.options()
			.httpDisabled(true)
			.dynamicHttpsPort()
			.keystorePath(certificate.keyStore().toString())
			.keystorePassword(ThrowawayCertificate.PASSWORD)
			.keyManagerPassword(ThrowawayCertificate.PASSWORD)
			.keystoreType("PKCS12"), "default", null);
	}

	/** As host:port. */
	public String endpoint() {
		return "127.0.0.1:" + (this.server.isHttpsEnabled() ? this.server.httpsPort() : this.server.port());
	}

	/** The properties with which the program calls this stub. */
	public Map<String, String> properties() {
		if (this.second != null) {
			return twoTargets();
		}
		return Map.of("root-password.dds.endpoint", endpoint(), "root-password.dds.protocol",
				this.server.isHttpsEnabled() ? "https" : "http", "ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET);
	}

	private Map<String, String> twoTargets() {
		Map<String, String> properties = new TreeMap<>(Map.of("root-password.dds.protocol", "http",
				"root-password.sts.endpoint", this.sts.endpoint(), "ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET));
		properties.putAll(Map.of("root-password.targets[0].name", this.second.target,
				"root-password.targets[0].instances", "dds-*1,dds-*3,dds-*5,dds-*7,dds-*9,dds-*yes",
				"root-password.targets[0].endpoint", this.second.endpoint(), "root-password.targets[0].role-arn", ROLE,
				"root-password.targets[1].name", this.target, "root-password.targets[1].instances", "dds-*",
				"root-password.targets[1].endpoint", endpoint()));
		return properties;
	}

	/** The name of the target that serves the instance. */
	public String target(String instance) {
		return (this.second != null && instance.matches(".*([13579]|yes)")) ? this.second.target : this.target;
	}

	/** The second target, for answers of its own. */
	public ProviderStub second() {
		return this.second;
	}

	/** The token service that both targets of {@link #startTwo} have. */
	public StsStub sts() {
		return this.sts;
	}

	/** Each reset that came to another target than that of its instance. */
	public List<ReceivedReset> strays() {
		return this.resets.stream()
			.filter((reset) -> !target(String.valueOf(reset.instance())).equals(reset.target()))
			.toList();
	}

	/** Knows these instances and no others. */
	public void know(String... instances) {
		this.rules.know(instances);
	}

	/** Takes another access key, with the token that belongs to it or null. */
	public void accept(String accessKeyId, String secret, String token) {
		this.rules.accept(accessKeyId, secret, token);
	}

	/** Answers the next requests so, one each. */
	public void next(StubAnswer... answers) {
		this.script.addAll(Arrays.asList(answers));
	}

	/** Answers so from now on, once the script is used up. */
	public void always(StubAnswer answer) {
		this.usual = answer;
		if (this.second != null) {
			this.second.always(answer);
		}
	}

	/** Every reset received, in order; a request that is not one has a null instance. */
	public List<ReceivedReset> resets() {
		return List.copyOf(this.resets);
	}

	public List<ReceivedReset> resets(String instance) {
		return this.resets.stream().filter((reset) -> instance.equals(reset.instance())).toList();
	}

	/** The password that holds for the instance, null if it was never changed. */
	public String lastPassword(String instance) {
		return resets(instance).stream()
			.filter((reset) -> reset.code() == null)
			.reduce((earlier, later) -> later)
			.map(ReceivedReset::password)
			.orElse(null);
	}

	/** Each reset that came while an earlier one on its instance was not answered yet. */
	public List<ReceivedReset> overlaps() {
		return this.resets.stream()
			.collect(Collectors.groupingBy((reset) -> String.valueOf(reset.instance())))
			.values()
			.stream()
			.flatMap((all) -> IntStream.range(1, all.size())
				.filter((later) -> all.subList(0, later)
					.stream()
					.anyMatch((earlier) -> earlier.overlaps(all.get(later))))
				.mapToObj(all::get))
			.toList();
	}

	/** Forgets all received resets and all scripted answers. */
	public void forget() {
		this.resets.clear();
		this.rules.forget();
		this.script.clear();
		always(StubAnswer.asUsual());
		if (this.second != null) {
			this.second.rules.forget();
		}
	}

	ProviderRules rules() {
		return this.rules;
	}

	@Override
	public void close() {
		this.server.stop();
		if (this.second != null) {
			this.second.close();
			this.sts.close();
		}
	}

	private ResponseDefinition answer(Request request) {
		ProviderRules.Received received = received(request);
		ReceivedReset reset = new ReceivedReset(this.target, received.parameters(), received.headers());
		this.resets.add(reset);
		StubAnswer scripted = this.script.poll();
		StubAnswer answer = (scripted != null) ? scripted : this.usual;
		String refusal = this.rules.refusal(received);
		if (refusal == null && answer.kind() == StubAnswer.Kind.ERROR) {
			refusal = answer.body();
		}
		reset.refused(refusal);
		answer.pause();
		ResponseDefinitionBuilder response = response(answer, refusal, received, reset.requestId());
		response.withHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
		answer.headers().forEach(response::withHeader);
		reset.answered();
		return response.build();
	}

	private static ResponseDefinitionBuilder response(StubAnswer answer, String refusal,
			ProviderRules.Received received, String requestId) {
		return switch (answer.kind()) {
			case FAULT -> WireMock.aResponse().withFault(answer.fault());
			case GARBAGE -> WireMock.aResponse().withStatus(answer.status()).withBody(answer.body());
			case ERROR -> error(answer.status(), refusal, received, requestId);
			case USUAL ->
				(refusal != null) ? error(refusal.endsWith(".NotFound") ? 404 : 400, refusal, received, requestId)
						: WireMock.okJson("{\"RequestId\":\"" + requestId + "\"}");
		};
	}

	private static ResponseDefinitionBuilder error(int status, String code, ProviderRules.Received received,
			String requestId) {
		// The real provider returns the signed text, with the password
		String message = code.contains("Signature") || code.contains("Password")
				? "server string to sign is:"
						+ Signatures.v1StringToSign(received.method(), received.parameters()).replace("\"", "")
				: "The specified parameter is not valid.";
		return WireMock.jsonResponse("{\"RequestId\":\"" + requestId
				+ "\",\"HostId\":\"mongodb.aliyuncs.com\",\"Code\":\"" + code + "\",\"Message\":\"" + message
				+ "\",\"Recommend\":\"https://api.example.com/troubleshoot?q=" + code + "\"}", status);
	}

	public static ProviderRules.Received received(Request request) {
		Map<String, String> query = parameters(URI.create(request.getAbsoluteUrl()).getRawQuery());
		Map<String, String> headers = new TreeMap<>();
		request.getHeaders()
			.all()
			.forEach((header) -> headers.put(header.key().toLowerCase(java.util.Locale.ROOT), header.firstValue()));
		Map<String, String> parameters = parameters(request.getBodyAsString());
		parameters.putAll(query);
		return new ProviderRules.Received(request.getMethod().getName(), query, headers, request.getBodyAsString(),
				parameters);
	}

	private static Map<String, String> parameters(String encoded) {
		Map<String, String> parameters = new TreeMap<>();
		if (encoded != null && !encoded.isEmpty()) {
			for (String parameter : encoded.split("&")) {
				String[] parts = parameter.split("=", 2);
				parameters.put(decode(parts[0]), (parts.length < 2) ? "" : decode(parts[1]));
			}
		}
		return parameters;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private final class Transformer implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			return answer(event.getRequest());
		}

		@Override
		public String getName() {
			return "provider";
		}

	}

}
