package rootpassword.evidence.seal;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/**
 * A row as the database has it: in canonical form, or as text if it has none. One row
 * that the service never wrote must not stop the reading of all others.
 *
 * @param seq its number
 * @param canonical the canonical form, if there is one
 * @param text the begin of its values otherwise
 */
record AnyRow(long seq, @Nullable CanonicalRow canonical, String text) {

	/** Far more than a row of the service has, and less than a line may have. */
	private static final int MAX_BYTES = 1 << 18;

	private static final int MAX_VALUE = 200;

	private static final int MAX_TEXT = 10_000;

	private static final CanonicalRowMapper MAPPER = new CanonicalRowMapper();

	static AnyRow read(ResultSet row) throws SQLException {
		try {
			CanonicalRow canonical = MAPPER.mapRow(row, 0);
			if (canonical.bytes().length <= MAX_BYTES) {
				return new AnyRow(canonical.seq(), canonical, "");
			}
		}
		catch (IllegalArgumentException | SQLException ex) {
			// Written as text
		}
		return new AnyRow(row.getLong("seq"), null, text(row));
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
