package rootpassword.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.logs.v1.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;
import rootpassword.export.Post.RefusedException;
import rootpassword.export.ocsf.OcsfSchema;
import rootpassword.export.ocsf.SampleRows;
import rootpassword.kit.LogCollector;
import rootpassword.reset.evidence.SealedRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Execution(ExecutionMode.CONCURRENT)
class OtlpDestinationTests {

	private static final String TRACES = "management.opentelemetry.tracing.export.otlp.";

	private static final String LOGS = "management.opentelemetry.logging.export.otlp.";

	private static final List<SealedRow> ROWS = List.of(SampleRows.settled(4, "accepted"),
			SampleRows.settled(5, "rejected"));

	private final LogCollector collector = LogCollector.start();

	private final OtlpDestination destination = new OtlpDestination(
			new OtlpEndpoint(URI.create(this.collector.endpoint("logs")), Map.of("x-tenant", "blue"), false),
			Attributes.of(AttributeKey.stringKey("service.name"), "root-password"), SampleRows.mapper("trail.example"),
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
			assertThat(OcsfSchema.faults(log.getBody().getStringValue())).isEmpty();
			assertThat(log.getBody().getStringValue()).contains("\"account\":{\"uid\":\"1234567890123456\"}");
			assertThat(attribute(log, "root_password.target")).isEqualTo("singapore");
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

	@Test
	void carriesTraceAndWhoActedFromWhere() throws IOException {
		this.destination.send(List.of(
				SampleRows.row(0, "settled", "outcome", "rejected", "subject", "alice", "trace_id",
						"0af7651916cd43dd8448eb211c80319c"),
				SampleRows.row(1, "foreign-change", "caller", "-", "outcome", "accepted", "provider_user", "mallory",
						"provider_time", Instant.parse("2026-11-23T14:00:00Z"), "trace_id", "odd")));
		LogRecord settled = this.collector.records().get(0);
		assertThat(HexFormat.of().formatHex(settled.getTraceId().toByteArray()))
			.isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(settled.getSpanId()).isEmpty();
		assertThat(settled.getSeverityText()).isEqualTo("WARN");
		assertThat(attribute(settled, "client.address")).isEqualTo("192.0.2.7");
		assertThat(attribute(settled, "user.name")).isEqualTo("alice");
		LogRecord foreign = this.collector.records().get(1);
		assertThat(foreign.getTraceId()).isEmpty();
		assertThat(foreign.getSeverityText()).isEqualTo("ERROR");
		assertThat(foreign.getTimeUnixNano()).isEqualTo(1_795_442_400_000_000_000L);
		assertThat(foreign.getObservedTimeUnixNano()).isEqualTo(1_795_444_273_219_135_000L);
		assertThat(attribute(foreign, "user.name")).isEqualTo("mallory");
		assertThat(foreign.getDroppedAttributesCount()).isZero();
	}

	@Test
	void compressesIfConfigured() throws IOException {
		new OtlpDestination(new OtlpEndpoint(URI.create(this.collector.endpoint("logs")), Map.of(), true),
				Attributes.empty(), SampleRows.mapper("trail.example"), Duration.ofSeconds(5))
			.send(ROWS);
		assertThat(this.collector.records()).hasSize(2);
		assertThat(this.collector.headers().get("Content-encoding")).containsExactly("gzip");
	}

	@ParameterizedTest
	@MethodSource
	void believesOnlyWhatConfirmsAllRecords(String name, byte[] answer, boolean confirmed) throws IOException {
		this.collector.next(answer);
		if (confirmed) {
			this.destination.send(ROWS);
		}
		else {
			assertThatIOException().isThrownBy(() -> this.destination.send(ROWS))
				.withMessageMatching("the collector rejects records|the answer is .*");
		}
	}

	static Stream<Arguments> believesOnlyWhatConfirmsAllRecords() {
		byte[] unknown = UnknownFieldSet.newBuilder()
			.addField(15, Field.newBuilder().addVarint(300).addFixed32(1).addFixed64(2).build())
			.addField(99, Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8("later")).build())
			.build()
			.toByteArray();
		byte[] rejected = { 0x08, 0x01 };
		byte[] message = ExportLogsPartialSuccess.newBuilder()
			.setErrorMessage("x".repeat(20_000))
			.build()
			.toByteArray();
		return Stream.of(Arguments.of("nothing", new byte[0], true), Arguments.of("unknown fields", unknown, true),
				Arguments.of("a warning", partial(message), true),
				Arguments.of("none rejected", partial(new byte[] { 0x08, 0x00 }, message), true),
				Arguments.of("one rejected", partial(rejected), false),
				Arguments.of("an unknown field first", concat(unknown, partial(unknown, rejected)), false),
				Arguments.of("cut off", Arrays.copyOf(partial(message), 12_000), false),
				Arguments.of("a page", "<html>login</html>".getBytes(), false),
				Arguments.of("JSON", "{\"partialSuccess\":{}}".getBytes(), false),
				Arguments.of("a word", "OK".getBytes(), false),
				Arguments.of("too long", concat(unknown, new byte[70_000]), false));
	}

	private static byte[] partial(byte[]... fields) {
		return UnknownFieldSet.newBuilder()
			.addField(1, Field.newBuilder().addLengthDelimited(ByteString.copyFrom(concat(fields))).build())
			.build()
			.toByteArray();
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		Stream.of(parts).forEach(all::writeBytes);
		return all.toByteArray();
	}

	@Test
	void knowsHowLongTheCollectorAsksToWait() {
		this.collector.next(503);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.destination.send(ROWS))
			.satisfies((ex) -> assertThat(ex.retryAfter).isEqualTo(Duration.ofSeconds(7)));
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

	@Test
	void takesTheCompressionOfTheEndpointAndRefusesWhatItCannotDo() {
		MockEnvironment environment = environment("http://c/v1/traces", null);
		assertThat(OtlpEndpoint.of(environment).compressed()).isFalse();
		assertThat(OtlpEndpoint.of(environment.withProperty(TRACES + "compression", "GZIP")).compressed()).isTrue();
		environment.withProperty(LOGS + "endpoint", "http://c/v1/logs");
		assertThat(OtlpEndpoint.of(environment).compressed()).isFalse();
		for (String wrong : List.of("compression=zstd", "transport=grpc")) {
			String[] property = wrong.split("=");
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> OtlpEndpoint
					.of(environment("http://c/v1/traces", null).withProperty(TRACES + property[0], property[1])))
				.satisfies((ex) -> assertThat(ex.getName()).endsWith("otlp." + property[0]));
		}
	}

	private static String attribute(LogRecord log, String name) {
		return log.getAttributesList()
			.stream()
			.filter((attribute) -> attribute.getKey().equals(name))
			.map((attribute) -> attribute.getValue().getStringValue())
			.findFirst()
			.orElse("");
	}

	private static MockEnvironment environment(String traces, String logs) {
		MockEnvironment environment = new MockEnvironment();
		if (traces != null) {
			environment.withProperty(TRACES + "endpoint", traces);
		}
		return (logs != null) ? environment.withProperty(LOGS + "endpoint", logs) : environment;
	}

}
