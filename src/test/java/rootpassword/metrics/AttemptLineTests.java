package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import rootpassword.kit.Commands;
import rootpassword.kit.StubGateway;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

/**
 * The line of an attempt as the program's own log configuration writes it.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class AttemptLineTests {

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("01970000-0000-7000-8000-000000000001"));

	private static final String FORGED = "eve\r\n2026-01-01 INFO Attempt 1 on dds-x for root: accepted\u2028\u001b[2J";

	private static final ResetOutcome OUTCOME = new Rejected(Rejection.PROVIDER_THROTTLED,
			new ProviderAnswer(503, "Throttling", "REQ-2", null));

	private final MeasuredAttempts resets = new MeasuredAttempts(
			new StubGateway((command) -> OUTCOME, 1, Duration.ofSeconds(1)).targets(), new SimpleMeterRegistry(),
			new Spans(Tracer.NOOP, false));

	private ConfigurableApplicationContext program;

	@AfterEach
	void stop() {
		this.program.close();
		// Spring Boot keeps this property, which would change the log of the next program
		System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
	}

	@Test
	void isASentenceForPeople(CapturedOutput output) {
		start("");
		this.resets.settled(command("alice"), ATTEMPT, OUTCOME, null);
		this.resets.settled(command(FORGED), ATTEMPT, OUTCOME, null);
		assertThat(lines(output)).hasSize(2)
			.satisfies((line) -> assertThat(line).contains(" INFO ")
				.endsWith(": Attempt " + ATTEMPT
						+ " on dds-a at default for alice: rejected (provider-throttled), provider request id REQ-2"),
					atIndex(0))
			.satisfies((line) -> assertThat(line).contains("for eve??2026").doesNotContain("\u001b[2J", "\u2028"),
					atIndex(1));
	}

	@Test
	void isAnObjectForMachines(CapturedOutput output) {
		start("ecs");
		this.resets.settled(command("alice"), ATTEMPT, OUTCOME, null);
		this.resets.settled(command(FORGED), ATTEMPT, OUTCOME, null);
		this.resets.settled(command("alice"), ATTEMPT, OUTCOME,
				new LedgerUnavailableException("No database", new IllegalStateException("refused")));
		List<JsonNode> lines = lines(output).stream().map(new JsonMapper()::readTree).toList();
		assertThat(lines).hasSize(3).satisfies((line) -> {
			assertThat(line.at("/log/level").stringValue()).isEqualTo("INFO");
			assertThat(line.get("attemptId").stringValue()).isEqualTo(ATTEMPT.toString());
			assertThat(line.get("rejection").stringValue()).isEqualTo("provider-throttled");
			assertThat(line.get("requestId").stringValue()).isEqualTo("REQ-2");
			assertThat(line.has("recorded")).isFalse();
		}, atIndex(0)).satisfies((line) -> {
			assertThat(line.get("caller").stringValue()).startsWith("eve??2026");
		}, atIndex(1)).satisfies((line) -> {
			assertThat(line.at("/log/level").stringValue()).isEqualTo("WARN");
			assertThat(line.get("recorded").booleanValue()).isFalse();
			assertThat(line.get("message").stringValue()).endsWith(", not recorded (No database)");
			assertThat(line.has("error")).as("a stack trace").isFalse();
		}, atIndex(2));
	}

	private void start(String format) {
		this.program = new SpringApplicationBuilder(Object.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run("--logging.structured.format.console=" + format, "--spring.main.banner-mode=off");
	}

	private static List<String> lines(CapturedOutput output) {
		// The embedded PostgreSQL of other tests logs, too
		return output.getOut().lines().filter((line) -> line.contains("Attempt ")).toList();
	}

	private static ResetCommand command(String caller) {
		return Commands.reset("dds-a").caller(caller).password("Canary#4711").reason("INC-1").build();
	}

}
