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
import org.springframework.jdbc.core.RowMapper;
import rootpassword.evidence.row.CanonicalRow;

/**
 * Reads a whole row of the trail, as the database returns it.
 */
final class CanonicalRowMapper implements RowMapper<CanonicalRow> {

	@Override
	public CanonicalRow mapRow(ResultSet row, int number) throws SQLException {
		ResultSetMetaData columns = row.getMetaData();
		Map<String, @Nullable Object> values = new HashMap<>();
		for (int i = 1; i <= columns.getColumnCount(); i++) {
			values.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value(row, i, columns.getColumnType(i)));
		}
		return CanonicalRow.of(values);
	}

	private static @Nullable Object value(ResultSet row, int column, int type) throws SQLException {
		return switch (type) {
			// PostgreSQL's driver gives this type to columns with a time zone, too
			case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(column, OffsetDateTime.class);
			default -> row.getObject(column);
		};
	}

}
