package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.sdk.resources.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;
import rootpassword.export.ocsf.OcsfSchema;
import rootpassword.export.ocsf.SampleRows;
import rootpassword.kit.LogCollector;
import rootpassword.reset.history.SealedRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class OtlpDestinationTests {

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp.";

	private static final String LOGS = "management.opentelemetry.logging.export.otlp.";

	private static final List<SealedRow> ROWS = List.of(SampleRows.settled(4, "accepted"),
			SampleRows.settled(5, "rejected"));

	private final LogCollector collector = LogCollector.start();

	private final OtlpDestination destination = new OtlpDestination(
			new OtlpEndpoint(URI.create(this.collector.endpoint("logs")), Map.of("x-tenant", "blue")),
			Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "root-password")), "trail.example",
			Duration.ofSeconds(5));

	@AfterEach
	void stop() {
		this.collector.close();
	}

	@Test
	void sendsOneRecordForEachRowInOrder() throws IOException {
		this.destination.send(ROWS);
		assertThat(this.collector.records()).hasSize(2).allSatisfy((log) -> {
			assertThat(log.getEventName()).isEqualTo("root-password.trail.settled");
			assertThat(log.getTimeUnixNano()).isEqualTo(1_795_444_273_219_135_000L);
			assertThat(log.getSeverityText()).isEqualTo("INFO");
			assertThat(OcsfSchema.faults(log.getBody().getStringValue())).isEmpty();
		});
		LogRecord first = this.collector.records().getFirst();
		assertThat(first.getAttributesList())
			.anyMatch((attribute) -> attribute.getKey().equals("root_password.index")
					&& attribute.getValue().getIntValue() == 4)
			.anyMatch((attribute) -> attribute.getKey().equals("root_password.origin")
					&& attribute.getValue().getStringValue().equals("trail.example"))
			.anyMatch((attribute) -> attribute.getKey().equals("root_password.outcome")
					&& attribute.getValue().getStringValue().equals("accepted"));
		assertThat(first.getDroppedAttributesCount()).isZero();
		assertThat(this.collector.resource()).contains("root-password");
		assertThat(this.collector.headers().get("X-tenant")).containsExactly("blue");
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsNoRedirect(int status) throws IOException {
		this.collector.next(status);
		assertThatIOException().isThrownBy(() -> this.destination.send(ROWS)).withMessage("status " + status);
		assertThat(this.collector.requests()).isOne();
		this.destination.send(ROWS);
		assertThat(this.collector.records()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "400, status 400", "429, status 429", "503, status 503", "299, the collector rejects records" })
	void repeatsNothingByItself(int status, String message) {
		this.collector.next(status);
		assertThatIOException().isThrownBy(() -> this.destination.send(ROWS)).withMessage(message);
		assertThat(this.collector.requests()).isOne();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			http://c:4318/v1/traces, -,                    http://c:4318/v1/logs
			https://c/otlp/v1/traces, -,                   https://c/otlp/v1/logs
			http://c:4318/v1/traces, https://other/v1/logs, https://other/v1/logs
			-,                       https://other/mine,    https://other/mine
			""")
	void asksTheCollectorOfTheTracesUnlessLogsHaveTheirOwn(String traces, String logs, String expected) {
		assertThat(OtlpEndpoint.of(environment(traces, logs)).url()).hasToString(expected);
	}

	@Test
	void takesTheHeadersOfTheEndpoint() {
		MockEnvironment environment = environment("http://c/v1/traces", null).withProperty(TRACES + "headers.a", "1")
			.withProperty(LOGS + "headers.b", "2");
		assertThat(OtlpEndpoint.of(environment).headers()).isEqualTo(Map.of("a", "1"));
		environment.withProperty(LOGS + "endpoint", "http://c/v1/logs");
		assertThat(OtlpEndpoint.of(environment).headers()).isEqualTo(Map.of("b", "2"));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			-,                   -
			http://c/spans,      -
			http://c/v1/traces,  c:4318
			ftp://c/v1/traces,   -
			""")
	void refusesAnEndpointThatItCannotUse(String traces, String logs) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> OtlpEndpoint.of(environment(traces, logs)))
			.satisfies((ex) -> assertThat(ex.getName()).endsWith("otlp.endpoint"));
	}

	private static MockEnvironment environment(String traces, String logs) {
		MockEnvironment environment = new MockEnvironment();
		if (traces != null) {
			environment.withProperty(TRACES + "endpoint", traces);
		}
		return (logs != null) ? environment.withProperty(LOGS + "endpoint", logs) : environment;
	}

}
