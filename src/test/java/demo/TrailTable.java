package demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The new rows of the trail as a table, with the columns that tell what happened;
 * docs/REFERENCE.md describes all of them.
 */
final class TrailTable {

	private static final String ROW = "trail | %4s  %-9s  %-12s  %-9s  %-8s  %-11s  %s%n";

	private static final String HEADINGS = ROW.formatted("seq", "event", "instance", "target", "caller", "outcome",
			"details");

	private final JdbcClient jdbc;

	private long shown;

	TrailTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** The rows since the last call; the headings stand before the first. */
	synchronized String more() {
		List<Map<String, Object>> rows = this.jdbc.sql("select * from trail where seq > ? order by seq")
			.param(this.shown)
			.query()
			.listOfRows();
		String headings = (this.shown == 0 && !rows.isEmpty()) ? HEADINGS : "";
		rows.forEach((row) -> this.shown = (Long) row.get("seq"));
		return rows.stream().map(TrailTable::line).collect(Collectors.joining("", headings, ""));
	}

	private static String line(Map<String, Object> row) {
		String details = Stream.of("reason", "rejection", "provider_code", "provider_request_id")
			.filter((column) -> row.get(column) != null)
			.map((column) -> column.replace('_', ' ') + ": " + row.get(column))
			.collect(Collectors.joining(", "));
		return ROW.formatted(row.get("seq"), row.get("event"), text(row, "instance"), text(row, "target"),
				text(row, "caller"), text(row, "outcome"), details);
	}

	private static String text(Map<String, Object> row, String column) {
		Object value = row.get(column);
		return (value != null) ? value.toString() : "";
	}

}
