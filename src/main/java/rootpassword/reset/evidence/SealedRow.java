package rootpassword.reset.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A sealed row of the audit trail.
 *
 * @param index the place of its leaf in the tree
 * @param leafHash in base64
 * @param seq the number of the row
 * @param row in canonical form, or {@code null} if its month is archived
 * @param columns the values of the canonical form, strings and longs; empty if the month
 * is archived
 */
public record SealedRow(long index, String leafHash, long seq, @Nullable String row, Map<String, Object> columns) {

	/** The value of a column with text, or {@code null}. */
	public @Nullable String text(String column) {
		return (this.columns.get(column) instanceof String text) ? text : null;
	}

	/** The value of a column with a number, or {@code null}. */
	public @Nullable Long number(String column) {
		return (this.columns.get(column) instanceof Long number) ? number : null;
	}

	/**
	 * When the row was written, with microseconds; the epoch if its month is archived.
	 */
	public Instant at() {
		Long micros = number("at");
		return (micros != null) ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS) : Instant.EPOCH;
	}

	/**
	 * The first 96 bits of the leaf hash, for a URL. After a restore that lost rows their
	 * indexes come again, with other hashes.
	 */
	public String shortHash() {
		// The owner of the database can shorten it
		return (this.leafHash.replace("=", "") + "A".repeat(16)).substring(0, 16).replace('+', '-').replace('/', '_');
	}

	/** The row as an export of the trail shows it, one line of JSON. */
	public String line() {
		return "{\"index\":" + this.index + ",\"hash\":\"" + this.leafHash + "\""
				+ ((this.row != null) ? ",\"row\":" + this.row : ",\"seq\":" + this.seq) + "}";
	}

}
