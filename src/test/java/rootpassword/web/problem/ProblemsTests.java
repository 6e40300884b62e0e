package rootpassword.web.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.AttemptId;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.password.PasswordPolicy;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTests {

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("0197a000-0000-7000-8000-000000000001"));

	private final Problems problems = new Problems(new PasswordPolicy("{}$'", 12, false), new JsonMapper());

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/instances/dds-a/root-password");

	@ParameterizedTest
	@EnumSource
	void describesEachTypeInItsOwnSentence(ProblemType type) {
		ProblemDetail problem = body(this.problems.answer(type, HttpHeaders.EMPTY, List.of(), this.request));
		assertThat(problem.getDetail()).endsWith(".").hasSizeGreaterThan(20);
		// Some have several texts
		assertThat(problem.getType()).hasToString("urn:problem-type:root-password:" + type.code()
			.replace("headers-too-large", "too-large")
			.replace("no-target", "instance-not-found")
			.replace("too-many-reads", "rate-limited"));
		assertThat(problem.getStatus()).isEqualTo(type.status().value());
		assertThat(problem.getInstance()).hasToString("/instances/dds-a/root-password");
		assertThat(properties(problem)).containsEntry("outcome", type.outcome());
	}

	@Test
	void saysThatAPasswordIsTheSameAsBefore() {
		ProviderAnswer answer = new ProviderAnswer(400, "InvalidPassword.SameAsOld", null, null);
		ProblemDetail problem = body(this.problems.answer(ProblemType.PASSWORD_REFUSED,
				receipt(new Rejected(Rejection.PASSWORD_REFUSED, answer), true, null), this.request));
		assertThat(problem.getDetail()).contains("same as before");
		assertThat(problem.getType()).hasToString("urn:problem-type:root-password:password-refused");
	}

	@ParameterizedTest
	@CsvSource({ "en, No target of this service serves this instance. This request changed nothing.",
			"zh, 本服务没有负责该实例的目标。本次请求没有做任何更改。" })
	void saysThatNoTargetServesAnInstanceOfWhichNoProviderWasAsked(String language, String text) {
		this.request.addHeader("Accept-Language", language);
		ProblemDetail problem = body(this.problems.answer(ProblemType.of(Rejection.INSTANCE_NOT_FOUND),
				new ResetReceipt(null, new Rejected(Rejection.INSTANCE_NOT_FOUND), false, false, null, null, false),
				this.request));
		assertThat(problem.getType()).hasToString("urn:problem-type:root-password:instance-not-found");
		assertThat(problem.getDetail()).isEqualTo(text);
		assertThat(properties(problem)).containsEntry("retryable", false).doesNotContainKeys("attemptId", "recorded");
		assertThat(body(this.problems.answer(ProblemType.INSTANCE_NOT_FOUND,
				receipt(new Rejected(Rejection.INSTANCE_NOT_FOUND), true, null), this.request))
			.getDetail()).isNotEqualTo(text);
	}

	@ParameterizedTest
	@EnumSource
	void usesTheSameWordForARejectionAsTheTrail(Rejection rejection) {
		assertThat(ProblemType.of(rejection).code()).isEqualTo(rejection.code());
	}

	@ParameterizedTest
	@EnumSource
	void answersEachRejectionWithItsRetryability(Rejection rejection) {
		ProblemDetail problem = body(this.problems.answer(ProblemType.of(rejection),
				receipt(new Rejected(rejection), true, null), this.request));
		assertThat(properties(problem)).containsEntry("outcome", "rejected")
			.containsEntry("retryable", rejection.retryable())
			.containsEntry("attemptId", ATTEMPT.toString())
			.doesNotContainKeys("recorded", "providerCode", "requestId");
		assertThat(problem.getDetail()).contains("This request changed nothing");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			en    | UNCONFIRMED | unconfirmed | is unconfirmed and may have changed
			en    | ACCEPTED    | accepted    | was accepted
			zh-CN | UNCONFIRMED | unconfirmed | 结果未确认
			""")
	void speaksOfEarlierRequestsApartFromThisOne(String language, EarlierOutcome earlier, String word, String text) {
		this.request.addHeader("Accept-Language", language);
		ProblemDetail problem = body(this.problems.answer(ProblemType.PASSWORD_REFUSED,
				new ResetReceipt(ATTEMPT, new Rejected(Rejection.PASSWORD_REFUSED), true, false, null, earlier, false),
				this.request));
		assertThat(properties(problem)).containsEntry("outcome", "rejected").containsEntry("earlierOutcome", word);
		assertThat(problem.getDetail())
			.contains(language.equals("en") ? "This request changed nothing." : "本次请求没有做任何更改。")
			.contains(text);
	}

	@Test
	void showsTheCodeOfTheProviderAndMissingRecords() {
		ResetOutcome outcome = new Unconfirmed(new ProviderAnswer(500, "InternalError", "R-1", null));
		ResponseEntity<Object> answer = this.problems.answer(ProblemType.UNCONFIRMED,
				receipt(outcome, false, Duration.ofMillis(20_001)), this.request);
		assertThat(properties(body(answer))).containsEntry("outcome", "unconfirmed")
			.containsEntry("retryable", true)
			.containsEntry("providerCode", "InternalError")
			.containsEntry("requestId", "R-1")
			.containsEntry("recorded", false);
		assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("21");
	}

	@ParameterizedTest
	@CsvSource({ "0,1", "1,1", "1000,1", "1001,2", "30000,30" })
	void roundsWaitsUpToWholeSeconds(long millis, String seconds) {
		ResetReceipt receipt = receipt(new Rejected(Rejection.IN_FLIGHT), true, Duration.ofMillis(millis));
		assertThat(
				this.problems.answer(ProblemType.IN_FLIGHT, receipt, this.request).getHeaders().getFirst("Retry-After"))
			.isEqualTo(seconds);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			zh-CN                                  | zh-CN | 请求无效
			en-US,en;q=0.9,zh-CN;q=0.8             | en    | Invalid request
			fr, zh-Hans-HK;q=0.5, en;q=0.4         | zh-CN | 请求无效
			zh-TW                                  | en    | Invalid request
			no such header: ;;;                    | en    | Invalid request
			""")
	void answersInThePreferredLanguageAndNamesIt(String accepted, String language, String title) {
		this.request.addHeader("Accept-Language", accepted);
		ResponseEntity<Object> answer = this.problems.answer(ProblemType.INVALID_REQUEST, HttpHeaders.EMPTY,
				List.of(Fault.inBody("#/password", "too-few-classes")), this.request);
		assertThat(answer.getHeaders().getFirst("Content-Language")).isEqualTo(language);
		assertThat(body(answer).getTitle()).isEqualTo(title);
		assertThat(body(answer).getType()).hasToString("urn:problem-type:root-password:invalid-request");
		assertThat(properties(body(answer)).get("errors")).asInstanceOf(InstanceOfAssertFactories.list(Fault.class))
			.singleElement()
			.satisfies((fault) -> {
				assertThat(fault.pointer()).isEqualTo("#/password");
				assertThat(fault.code()).isEqualTo("too-few-classes");
				assertThat(fault.detail()).endsWith("{}$'").contains(language.equals("en") ? "at least 3" : "3 类");
			});
	}

	@Test
	void surviveAPathThatIsNoUri() {
		this.request.setRequestURI("//");
		ProblemDetail problem = body(
				this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), this.request));
		assertThat(problem.getStatus()).isEqualTo(404);
	}

	private static ResetReceipt receipt(ResetOutcome outcome, boolean recorded, @Nullable Duration retryAfter) {
		return new ResetReceipt(ATTEMPT, outcome, recorded, false, retryAfter, null, false);
	}

	private static ProblemDetail body(ResponseEntity<Object> answer) {
		return (ProblemDetail) Objects.requireNonNull(answer.getBody());
	}

	private static Map<String, Object> properties(ProblemDetail problem) {
		return Objects.requireNonNull(problem.getProperties());
	}

}
