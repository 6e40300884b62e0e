package rootpassword.export.ocsf;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import rootpassword.evidence.row.CanonicalRow;
import rootpassword.reset.evidence.SealedRow;

/**
 * Sealed rows for tests of the export.
 */
public final class SampleRows {

	private static final Instant AT = Instant.parse("2026-11-23T14:31:13.219135Z");

	private SampleRows() {
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
				"dds-demo1", "outcome", outcome, "provider_request_id", "06CB", "asserted_user", "alice@example.com");
	}

}
