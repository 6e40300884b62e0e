package rootpassword.export.ocsf;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import rootpassword.evidence.row.CanonicalRow;
import rootpassword.kit.StubGateway;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.evidence.SealedRow;

/**
 * Sealed rows for tests of the export.
 */
public final class SampleRows {

	private static final Instant AT = Instant.parse("2026-11-23T14:31:13.219135Z");

	/** The account is configured for one target only. */
	private static final Targets TARGETS = new Targets(List.of(
			new Target("singapore", "ap-southeast-1", "1234567890123456", (instance) -> true,
					new StubGateway(Duration.ZERO)),
			new Target("default", null, null, (instance) -> true, new StubGateway(Duration.ZERO))));

	private SampleRows() {
	}

	/** The mapping of the rows of a log with this name. */
	public static AccountChange mapper(String origin) {
		return new AccountChange(origin, TARGETS);
	}

	/** A row with the columns that are always there, and these. */
	public static SealedRow row(long index, String event, Object... columns) {
		Map<String, Object> values = new HashMap<>(Map.of("seq", index + 7, "at", AT, "event", event, "caller",
				"portal", "identity", "portal", "source_address", "192.0.2.7"));
		for (int i = 0; i < columns.length; i += 2) {
			values.put((String) columns[i], columns[i + 1]);
		}
		CanonicalRow row = new CanonicalRow(values);
		return new SealedRow(index, row.leafHash().base64(), row.seq(), row.json(), row.values());
	}

	/** A settled attempt. */
	public static SealedRow settled(long index, String outcome) {
		return row(index, "settled", "attempt_id", UUID.fromString("0197a000-0000-7000-8000-000000000001"), "instance",
				"dds-demo1", "target", "singapore", "outcome", outcome, "provider_request_id", "06CB", "asserted_user",
				"alice@example.com");
	}

}
