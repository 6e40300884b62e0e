package rootpassword.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.reset.AttemptId;
import rootpassword.reset.PasswordPolicy;
import rootpassword.reset.PasswordRule;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.ResetReceipt;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTests {

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("0197a000-0000-7000-8000-000000000001"));

	private final Problems problems = new Problems(new PasswordPolicy("{}$'", 12, false), new JsonMapper());

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/instances/dds-a/root-password");

	@ParameterizedTest
	@EnumSource
	void tellsEachTypeInASentenceOfItsOwn(ProblemType type) {
		ProblemDetail problem = body(this.problems.answer(type, HttpHeaders.EMPTY, List.of(), this.request));
		assertThat(problem.getDetail()).endsWith(".").hasSizeGreaterThan(20);
		assertThat(problem.getType()).hasToString("urn:problem-type:root-password:" + type.slug());
		assertThat(problem.getStatus()).isEqualTo(type.status().value());
		assertThat(problem.getInstance()).hasToString("/instances/dds-a/root-password");
		assertThat(properties(problem)).containsEntry("outcome", type.outcome());
	}

	@ParameterizedTest
	@EnumSource
	void usesTheSameWordForARejectionAsTheTrail(Rejection rejection) {
		assertThat(ProblemType.of(rejection).slug()).isEqualTo(rejection.code());
	}

	@ParameterizedTest
	@EnumSource
	void tellsEachRejectionWithWhetherARepeatCanHelp(Rejection rejection) {
		ProblemDetail problem = body(this.problems.answer(ProblemType.of(rejection),
				receipt(new Rejected(rejection), true, null), this.request));
		assertThat(properties(problem)).containsEntry("outcome", "rejected")
			.containsEntry("retryable", rejection.retryable())
			.containsEntry("attemptId", ATTEMPT.toString())
			.doesNotContainKeys("recorded", "providerCode", "requestId");
		assertThat(problem.getDetail()).contains("Nothing was changed");
	}

	@Test
	void tellsWhatTheProviderSaidAndWhatIsNotRecorded() {
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
	@EnumSource
	void tellsEachPasswordRuleInASentenceOfItsOwn(PasswordRule rule) {
		assertThat(this.problems.bodyFault("#/password", rule.code()).detail()).contains("password")
			.doesNotContain("{0}", "{1}", "{2}", "{3}");
	}

	@Test
	void takesTheFiguresFromThePolicy() {
		assertThat(this.problems.bodyFault("#/password", "too-short").detail()).contains("at least 12");
		assertThat(this.problems.bodyFault("#/password", "too-long").detail()).contains("at most 32");
		assertThat(this.problems.bodyFault("#/password", "too-few-classes").detail()).endsWith("{}$'");
	}

	@Test
	void surviveAPathThatIsNoUri() {
		this.request.setRequestURI("//");
		ProblemDetail problem = body(
				this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), this.request));
		assertThat(problem.getStatus()).isEqualTo(404);
	}

	private static ResetReceipt receipt(ResetOutcome outcome, boolean recorded, @Nullable Duration retryAfter) {
		return new ResetReceipt(ATTEMPT, outcome, recorded, false, retryAfter);
	}

	private static ProblemDetail body(ResponseEntity<Object> answer) {
		return (ProblemDetail) Objects.requireNonNull(answer.getBody());
	}

	private static Map<String, Object> properties(ProblemDetail problem) {
		return Objects.requireNonNull(problem.getProperties());
	}

}
