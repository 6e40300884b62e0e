package rootpassword.evidence.seal;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/**
 * A row as the database has it: in canonical form, or as text if it has none. One row
 * that the service never wrote must not stop the reading of all others.
 *
 * @param text the start of its values, if it has no canonical form
 */
record StoredRow(long seq, @Nullable CanonicalRow canonical, String text) {

	/** Far more than a row of the service has, and less than a line may have. */
	private static final int MAX_BYTES = 1 << 18;

	private static final int MAX_VALUE = 200;

	private static final int MAX_TEXT = 10_000;

	static StoredRow read(ResultSet row) throws SQLException {
		try {
			CanonicalRow canonical = canonical(row);
			if (canonical.bytes().length <= MAX_BYTES) {
				return new StoredRow(canonical.seq(), canonical, "");
			}
		}
		catch (IllegalArgumentException | SQLException ex) {
			// Read as text
		}
		return new StoredRow(row.getLong("seq"), null, text(row));
	}

	static CanonicalRow canonical(ResultSet row) throws SQLException {
		ResultSetMetaData columns = row.getMetaData();
		Map<String, @Nullable Object> values = new HashMap<>();
		for (int i = 1; i <= columns.getColumnCount(); i++) {
			values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), switch (columns.getColumnType(i)) {
				// PostgreSQL's driver gives this type also to columns with a time zone
				case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(i, OffsetDateTime.class);
				default -> row.getObject(i);
			});
		}
		return new CanonicalRow(values);
	}

	private static String text(ResultSet row) throws SQLException {
		StringBuilder text = new StringBuilder();
		for (int i = 1; i <= row.getMetaData().getColumnCount() && text.length() < MAX_TEXT; i++) {
			String value = row.getString(i);
			if (value != null) {
				text.append(start(row.getMetaData().getColumnLabel(i))).append('=').append(start(value)).append(' ');
			}
		}
		return text.toString().stripTrailing();
	}

	private static String start(String value) {
		return value.substring(0, Math.min(value.length(), MAX_VALUE));
	}

}
