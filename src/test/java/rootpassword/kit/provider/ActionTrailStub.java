package rootpassword.kit.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * ActionTrail on 127.0.0.1: verifies every signature, and answers LookupEvents with the
 * resets that the {@link ProviderStub} has answered and with events that a test adds. It
 * is as difficult as the documentation permits: events appear late, in any order and
 * sometimes twice, both ends of the time range are excluded, tokens belong to one query,
 * and more than two queries a second are throttled.
 */
public final class ActionTrailStub implements AutoCloseable {

	private static final Random RANDOM = new Random(4711);

	private final List<TrailEvent> added = new CopyOnWriteArrayList<>();

	private final List<Long> queries = new CopyOnWriteArrayList<>();

	private final Map<String, Rest> tokens = new ConcurrentHashMap<>();

	private final Queue<StubAnswer> script = new ConcurrentLinkedQueue<>();

	/** The trails of other accounts at this endpoint. */
	private final List<ActionTrailStub> others = new CopyOnWriteArrayList<>();

	private final ProviderStub provider;

	private final WireMockServer server;

	private volatile StubAnswer usual = StubAnswer.asUsual();

	private volatile Duration delay = Duration.ZERO;

	private volatile Predicate<ReceivedReset> recorded = (reset) -> true;

	private ActionTrailStub(ProviderStub provider, WireMockServer server) {
		this.provider = provider;
		this.server = server;
	}

	private ActionTrailStub(ProviderStub provider) {
		this.provider = provider;
		this.server = new WireMockServer(WireMockConfiguration.options()
			.bindAddress("127.0.0.1")
			.dynamicPort()
			.disableRequestJournal()
			.extensions(new Transformer()));
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		this.server.start();
	}

	public static ActionTrailStub start(ProviderStub provider) {
		return new ActionTrailStub(provider);
	}

	/** The trail of another account at the same endpoint, told by the access key. */
	public ActionTrailStub startOther(ProviderStub account) {
		ActionTrailStub other = new ActionTrailStub(account, this.server);
		this.others.add(other);
		return other;
	}

	/** As host:port. */
	public String endpoint() {
		return "127.0.0.1:" + this.server.port();
	}

	/** The properties with which the program reads this trail seconds after a call. */
	public Stream<String> properties() {
		return Stream.of("root-password.actiontrail.enabled=true", "root-password.actiontrail.endpoint=" + endpoint(),
				"root-password.actiontrail.delay=2s", "root-password.actiontrail.until=30m");
	}

	/** Shows events so long after their call. */
	public void delay(Duration delay) {
		this.delay = delay;
	}

	/** Shows only these of the provider's resets. */
	public void record(Predicate<ReceivedReset> recorded) {
		this.recorded = recorded;
	}

	public void add(TrailEvent... events) {
		this.added.addAll(Arrays.asList(events));
	}

	/** Answers the next queries so, one each. */
	public void next(StubAnswer... answers) {
		this.script.addAll(Arrays.asList(answers));
	}

	/** Answers so from now on, once the script is used up. */
	public void always(StubAnswer answer) {
		this.usual = answer;
	}

	/** Refuses all tokens that it has handed out. */
	public void forgetTokens() {
		this.tokens.clear();
	}

	public int queries() {
		return this.queries.size();
	}

	/** The shortest time between two queries. */
	public Duration shortestPause() {
		List<Long> times = this.queries.stream().sorted().toList();
		long shortest = Long.MAX_VALUE;
		for (int i = 1; i < times.size(); i++) {
			shortest = Math.min(shortest, times.get(i) - times.get(i - 1));
		}
		return Duration.ofNanos(shortest);
	}

	@Override
	public void close() {
		this.server.stop();
	}

	private ResponseDefinition answer(Request request) {
		ProviderRules.Received received = ProviderStub.received(request);
		return Stream.concat(Stream.of(this), this.others.stream())
			.filter((account) -> account.provider.rules().knows(received))
			.findFirst()
			.orElse(this)
			.answer(received);
	}

	private ResponseDefinition answer(ProviderRules.Received received) {
		long now = System.nanoTime();
		this.queries.add(now);
		StubAnswer scripted = this.script.poll();
		StubAnswer answer = (scripted != null) ? scripted : this.usual;
		answer.pause();
		return (switch (answer.kind()) {
			case FAULT -> WireMock.aResponse().withFault(answer.fault());
			case GARBAGE -> WireMock.aResponse().withStatus(answer.status()).withBody(answer.body());
			case ERROR -> error(answer.status(), answer.body());
			case USUAL -> usual(received, now);
		}).build();
	}

	private ResponseDefinitionBuilder usual(ProviderRules.Received received, long now) {
		Map<String, String> parameters = new TreeMap<>(received.parameters());
		String refusal = this.provider.rules().signatureRefusal(received);
		if (refusal != null) {
			return error(400, refusal);
		}
		if (this.queries.stream().filter((time) -> now - time < Duration.ofSeconds(1).toNanos()).count() > 2) {
			return error(400, "Throttling.User");
		}
		if (!"LookupEvents".equals(parameters.get("Action")) || !"2020-07-06".equals(parameters.get("Version"))
				|| !"JSON".equals(parameters.get("Format"))
				|| !"EventName".equals(parameters.get("LookupAttribute.1.Key"))) {
			return error(404, "InvalidAction.NotFound");
		}
		int maxResults = Integer.parseInt(parameters.get("MaxResults"));
		if (maxResults < 1 || maxResults > 50) {
			return error(400, "InvalidParameter.MaxResults");
		}
		String token = parameters.get("NextToken");
		String range = parameters.get("StartTime") + "/" + parameters.get("EndTime");
		Rest rest = (token != null) ? this.tokens.get(token)
				: new Rest(range, find(Instant.parse(parameters.get("StartTime")),
						Instant.parse(parameters.get("EndTime")), parameters.get("LookupAttribute.1.Value")));
		if (rest == null || !rest.range.equals(range)) {
			return error(400, "InvalidParameter.NextToken");
		}
		return page(rest, maxResults);
	}

	private ResponseDefinitionBuilder page(Rest rest, int maxResults) {
		List<String> page = rest.events.subList(0, Math.min(maxResults, rest.events.size()));
		List<String> more = rest.events.subList(page.size(), rest.events.size());
		String next = "";
		if (!more.isEmpty()) {
			String token = "eyJhY2NvdW50IjoiMSJ9" + UUID.randomUUID() + "==";
			this.tokens.put(token, new Rest(rest.range, more));
			next = ",\"NextToken\":\"" + token + "\"";
		}
		return WireMock.okJson("{\"RequestId\":\"" + UUID.randomUUID() + "\",\"StartTime\":\"2020-07-15T14:00:00Z\""
				+ next + ",\"Events\":[" + String.join(",", page) + "]}");
	}

	private List<String> find(Instant start, Instant end, String name) {
		Stream<TrailEvent> calls = this.provider.resets()
			.stream()
			.filter((reset) -> reset.answeredAt() != null && this.recorded.test(reset))
			.map(TrailEvent::of);
		List<TrailEvent> found = Stream.concat(calls, this.added.stream())
			.filter((event) -> event.at().isAfter(start) && event.at().isBefore(end)
					&& event.at().plus(this.delay).isBefore(Instant.now())
					&& name.equals(event.fields().get("eventName")))
			.toList();
		List<TrailEvent> shown = new ArrayList<>(found);
		found.stream().filter((event) -> RANDOM.nextInt(5) == 0).forEach(shown::add);
		Collections.shuffle(shown, RANDOM);
		return shown.stream().map(TrailEvent::json).toList();
	}

	/** The message repeats what nobody may repeat. */
	private static ResponseDefinitionBuilder error(int status, String code) {
		return WireMock.jsonResponse("{\"RequestId\":\"" + UUID.randomUUID() + "\",\"Code\":\"" + code
				+ "\",\"Message\":\"Canary!4711-pw is not valid.\"}", status);
	}

	/** The events that a token leads to. */
	private record Rest(String range, List<String> events) {
	}

	private final class Transformer implements ResponseDefinitionTransformerV2 {

		@Override
		public ResponseDefinition transform(ServeEvent event) {
			return answer(event.getRequest());
		}

		@Override
		public String getName() {
			return "actiontrail";
		}

	}

}
