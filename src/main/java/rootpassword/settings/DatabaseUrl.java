package rootpassword.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the kind of a database from its URL, and the file of an embedded one. */
public final class DatabaseUrl {

	private static final Pattern FILE = Pattern
		.compile("jdbc:h2:(?:file:)?(?!mem:|tcp:|ssl:|zip:|nio[A-Za-z]*:|split:|async:|retry:|cluster:)([^;]+).*");

	private DatabaseUrl() {
	}

	public static boolean isPostgres(String url) {
		return url.startsWith("jdbc:postgresql:");
	}

	/** Whether the database lives in memory and ends with the process. */
	public static boolean isInMemory(String url) {
		return url.startsWith("jdbc:h2:mem:");
	}

	/**
	 * The URL of H2 with these settings, such as {@code IFEXISTS=TRUE}. They replace
	 * those in the URL, because H2 refuses a setting that has two values.
	 */
	public static String with(String url, String... settings) {
		String result = url;
		for (String setting : settings) {
			String name = setting.substring(0, setting.indexOf('=') + 1);
			result = result.replaceAll("(?i)(?<!\\\\);" + name + "[^;]*", "") + ";" + setting;
		}
		return result;
	}

	/** The database's file; empty if it has none. */
	public static Optional<Path> file(String url) {
		Matcher file = FILE.matcher(url);
		return file.matches() ? Optional.of(fileOf(file.group(1) + ".mv.db")) : Optional.empty();
	}

	private static Path fileOf(String name) {
		return name.startsWith("~/") ? Path.of(System.getProperty("user.home"), name.substring(2)) : Path.of(name);
	}

}
