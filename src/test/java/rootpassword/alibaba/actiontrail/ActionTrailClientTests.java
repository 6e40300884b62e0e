package rootpassword.alibaba.actiontrail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import com.github.tomakehurst.wiremock.http.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.http.AtMostOnceClient;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.TrailEvent;
import rootpassword.reset.Deadline;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Queries of ActionTrail, and what is taken from its events.
 */
@Execution(ExecutionMode.CONCURRENT)
class ActionTrailClientTests {

	private static final String CANARY = "Canary!4711-pw";

	private final ProviderStub provider = ProviderStub.start();

	private final ActionTrailStub trail = ActionTrailStub.start(this.provider);

	private final Instant now = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.SECONDS);

	private ActionTrailClient client = client(SignatureVersion.V1);

	@AfterEach
	void stop() {
		this.trail.close();
		this.provider.close();
	}

	@ParameterizedTest
	@EnumSource(value = SignatureVersion.class, names = { "V1", "V3" })
	void readsAllPagesWithEitherSignature(SignatureVersion version) {
		this.client = client(version);
		Set<String> added = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			TrailEvent event = TrailEvent.byAlice("dds-page" + i, this.now.minusSeconds(i % 7));
			added.add((String) event.fields().get("requestId"));
			this.trail.add(event);
		}
		Page first = page(null);
		assertThat(first.events()).hasSize(50);
		assertThat(first.nextToken()).isNotNull();
		Page second = page(first.nextToken());
		assertThat(second.nextToken()).isNull();
		List<ProviderEvent> all = new ArrayList<>(first.events());
		all.addAll(second.events());
		assertThat(all).extracting(ProviderEvent::requestId).containsAll(added);
	}

	@Test
	void takesWhatItNeedsAndNothingElse() {
		UUID attempt = UUID.randomUUID();
		ProviderEvent event = read(TrailEvent.byAlice("dds-bp1", this.now).naming(attempt).with("requestId", "R-1"));
		assertThat(event.attempt()).hasToString(attempt.toString());
		assertThat(event.instance()).hasToString("dds-bp1");
		assertThat(event.outcome()).isInstanceOf(Accepted.class);
		assertThat(event.requestId()).isEqualTo("R-1");
		assertThat(event.time()).isEqualTo(this.now);
		assertThat(event.user()).isEqualTo("alice");
		assertThat(event.sourceAddress()).isEqualTo("192.0.2.9");
		assertThat(event.toString()).doesNotContain(CANARY);
	}

	@Test
	void readsParametersThatComeAsText() {
		ProviderEvent event = read(TrailEvent.byAlice("dds-bp1", this.now)
			.with("requestParameters", null)
			.with("requestParameterJson",
					"{\"DBInstanceId\":\"dds-bp2\",\"AccountPassword\":\"" + CANARY + "\",\"AccountName\":\"root\"}"));
		assertThat(event.instance()).hasToString("dds-bp2");
		assertThat(event.toString()).doesNotContain(CANARY);
	}

	@Test
	void takesAnAttemptOnlyFromTheExactSyntax() {
		String id = "0197a000-0000-7000-8000-000000000001";
		for (String userAgent : List.of("root-password/2.0 (" + id + ")", "AlibabaCloud root-password/2.0 (" + id + ")",
				"root-password/dev (" + id + ") more")) {
			assertThat(read(event().with("userAgent", userAgent)).attempt()).as(userAgent).hasToString(id);
		}
		for (Object userAgent : List.of("", "root-password/2.0 (" + id, "xroot-password/2.0 (" + id + ")",
				"root-password/2.0 (" + id.toUpperCase(java.util.Locale.ROOT).replace("7", "A") + ")",
				"root-password/2.0 " + id, "root-password/2.0 (" + id + ")x", "root-password/ (" + id + ")", 7)) {
			assertThat(read(event().with("userAgent", userAgent)).attempt()).as("%s", userAgent).isNull();
		}
	}

	@Test
	void givesErrorCodesTheMeaningOfADirectAnswer() {
		assertThat(outcome("InvalidAccountPassword.Malformed")).isInstanceOfSatisfying(Rejected.class, (rejected) -> {
			assertThat(rejected.reason()).isEqualTo(Rejection.PASSWORD_REFUSED);
			assertThat(rejected.answer().code()).isEqualTo("InvalidAccountPassword.Malformed");
		});
		assertThat(outcome("Throttling.User")).isInstanceOf(Rejected.class);
		// These settle nothing, and an event has no status to tell more
		for (String code : List.of("InternalError", "ServiceUnavailable", "SignatureNonceUsed", "Request.Timeout",
				"Unheard.Of")) {
			assertThat(outcome(code)).as(code).isInstanceOf(Unconfirmed.class);
		}
	}

	@Test
	void skipsAndCountsWhatItCannotRead() {
		TrailEvent good = event();
		List<TrailEvent> malformed = List.of(good.with("errorCode", "two words"), good.with("errorCode", 0),
				good.with("errorCode", List.of()), good.with("requestId", null), good.with("requestId", "R 1"),
				good.with("requestId", "R".repeat(81)), good.with("eventTime", "yesterday"),
				good.with("eventTime", "2026-02-30T00:00:00Z"), good.with("eventTime", null),
				good.with("requestParameters", null), good.with("requestParameters", "dds-bp1"),
				good.withParameter("DBInstanceId", null), good.withParameter("DBInstanceId", 1),
				good.withParameter("AccountName", null), good.with("requestParameters", null)
					.with("requestParameterJson", "{\"DBInstanceId\":\"dds-bp1\",\"AccountName\":\"root\"} x"));
		malformed.forEach((event) -> {
			Page page = EventPages.read(event);
			assertThat(page.events()).as("%s", event).isEmpty();
			assertThat(page.malformed()).as("%s", event).isOne();
		});
		// Of other instances and accounts
		for (TrailEvent other : List.of(good.withParameter("DBInstanceId", "rm-bp1"),
				good.withParameter("DBInstanceId", "dds-BP1"), good.withParameter("AccountName", "admin"))) {
			assertThat(EventPages.read(other)).isEqualTo(new Page(List.of(), 0, null));
		}
		// Names that do not fit are left out
		Page odd = EventPages.read(good.with("sourceIpAddress", "x".repeat(46)).with("userIdentity", "alice"));
		assertThat(odd.events()).singleElement().satisfies((event) -> {
			assertThat(event.sourceAddress()).isNull();
			assertThat(event.user()).isNull();
		});
	}

	@Test
	void oneEventNeverMakesThePageUnreadable() {
		String good = EventPages.json(event());
		for (String hostile : List.of("7", "null", "[]", "{}", "\"text\"", "[[[]]]",
				"{\"eventName\":\"a\",\"eventName\":\"b\",\"requestParameters\":{\"DBInstanceId\":1,\"DBInstanceId\":2}}",
				"{\"a\":" + "7".repeat(2000) + "}", "{\"a\":".repeat(600) + "1" + "}".repeat(600),
				"[".repeat(100_000) + "]".repeat(100_000), "{\"a\":\"" + "x".repeat(5_000_000) + "\"}",
				"{\"" + "n".repeat(60_000) + "\":1}", "{\"a\":\"\u00ff\u00c3\"}",
				"{\"Events\":[{},{}],\"a\":\"]}\\\\\",\"b\":\"\\\"],\\\"Events\\\":[\"}")) {
			// In ISO 8859-1, so that one of them is not UTF-8
			byte[] answer = ("{\"Code\":null,\"x\":\"Events\",\"Events\": [ " + hostile + " , " + good
					+ "],\"NextToken\":\"t\"}")
				.getBytes(StandardCharsets.ISO_8859_1);
			Page page = (Page) EventReader.read(200, answer);
			assertThat(page.nextToken()).isEqualTo("t");
			assertThat(page.events()).as("%.50s", hostile).hasSize(1);
			assertThat(page.malformed()).as("%.50s", hostile).isOne();
		}
	}

	@Test
	void asksForSmallerPagesWhenOneIsTooLong() {
		for (int i = 0; i < 60; i++) {
			this.trail.add(TrailEvent.byAlice("dds-page" + i, this.now));
		}
		this.trail.next(StubAnswer.of(200, " ".repeat(ActionTrailConfiguration.MAX_ANSWER + 1)));
		assertThat(lookUp(null)).isInstanceOf(Failed.class);
		assertThat(page(null).events()).hasSize(25);
		// The provider permits two queries a second
		await().pollInterval(Duration.ofMillis(600))
			.until(() -> lookUp(null) instanceof Page page && page.events().size() == 50);
	}

	@Test
	void failsWithoutQuotingTheProvider() {
		this.trail.next(StubAnswer.error(400, "Throttling.User"), StubAnswer.error(400, "InvalidParameter.NextToken"),
				StubAnswer.error(403, "NoPermission"), StubAnswer.of(503, CANARY), StubAnswer.of(200, CANARY),
				StubAnswer.of(200, "{\"Events\":[]} " + CANARY), StubAnswer.of(200, "{\"Events\":{}}"),
				StubAnswer.of(200, "{\"Events\":[],\"NextToken\":\"" + "t".repeat(2001) + "\"}"),
				StubAnswer.of(200, "{\"Events\":[],\"NextToken\":7}"), StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER),
				StubAnswer.of(200, " ".repeat(5 * 1024 * 1024)));
		for (Failure failure : List.of(Failure.THROTTLED, Failure.REFUSED, Failure.REFUSED, Failure.THROTTLED,
				Failure.UNANSWERED, Failure.UNANSWERED, Failure.UNANSWERED, Failure.UNANSWERED, Failure.UNANSWERED,
				Failure.UNANSWERED, Failure.UNANSWERED)) {
			assertThat(lookUp(null)).isInstanceOfSatisfying(Failed.class, (failed) -> {
				assertThat(failed.failure()).as(failed.cause()).isEqualTo(failure);
				assertThat(failed.cause()).doesNotContain(CANARY);
			});
		}
	}

	@Test
	void sendsNothingAfterTheTurn() {
		assertThat(this.client.lookUp(reading(null, Deadline.in(Duration.ZERO)))).isInstanceOf(Failed.class);
		assertThat(this.trail.queries()).isZero();
	}

	@Test
	void refusesATokenOfAnotherQuery() {
		for (int i = 0; i < 60; i++) {
			this.trail.add(TrailEvent.byAlice("dds-page" + i, this.now));
		}
		String token = page(null).nextToken();
		this.trail.forgetTokens();
		assertThat(lookUp(token)).isInstanceOfSatisfying(Failed.class,
				(failed) -> assertThat(failed.failure()).isEqualTo(Failure.REFUSED));
	}

	private TrailEvent event() {
		return TrailEvent.byAlice("dds-bp1", this.now);
	}

	private static ProviderEvent read(TrailEvent event) {
		Page page = EventPages.read(event);
		assertThat(page.malformed()).isZero();
		return page.events().getFirst();
	}

	private ResetOutcome outcome(String code) {
		return read(event().with("errorCode", code)).outcome();
	}

	private Page page(@Nullable String token) {
		return (Page) lookUp(token);
	}

	private Lookup lookUp(@Nullable String token) {
		return this.client.lookUp(reading(token, Deadline.in(Duration.ofSeconds(60))));
	}

	private Reading reading(@Nullable String token, Deadline deadline) {
		return new Reading(1, Duration.ofMinutes(10), this.now.minusSeconds(60), this.now.plusSeconds(1), token,
				deadline);
	}

	private ActionTrailClient client(SignatureVersion version) {
		return new ActionTrailClient(
				new RequestSigner(version, "cn-hangzhou", "Actiontrail", "2020-07-06", this.trail.endpoint(),
						ProtocolType.HTTP),
				AccessKeys.fixed(new BasicCredentials(ProviderStub.ACCESS_KEY_ID, ProviderStub.ACCESS_KEY_SECRET)),
				new AtMostOnceClient(Duration.ofSeconds(30), ActionTrailConfiguration.MAX_ANSWER));
	}

}
