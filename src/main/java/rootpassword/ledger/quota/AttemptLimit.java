package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import rootpassword.settings.Settings;

/**
 * A maximum number of attempts within a sliding window. It is exact, because
 * AdmissionQuery counts in the table of attempts.
 */
public record AttemptLimit(int count, Duration window) {

	/** No limit. */
	public static final AttemptLimit OFF = new AttemptLimit(0, Duration.ZERO);

	/** The maximum, because a check reads as many entries of the index. */
	private static final int MAX_COUNT = 1000;

	/** A duration ends with its unit: without one it would be milliseconds. */
	private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,3})/(\\S*[A-Za-z])");

	private static final Duration MAX_WINDOW = Duration.ofDays(31);

	/**
	 * Parses {@code <count>/<duration>}, for example {@code 10/1h}, or {@code off}.
	 * @throws InvalidConfigurationPropertyValueException if the syntax or a value is
	 * wrong
	 */
	static AttemptLimit parse(String property, String text) {
		Matcher matcher = SYNTAX.matcher(text.strip());
		if (matcher.matches()) {
			try {
				AttemptLimit limit = new AttemptLimit(Integer.parseInt(matcher.group(1)),
						DurationStyle.detectAndParse(matcher.group(2)));
				if (limit.count <= MAX_COUNT && limit.window.compareTo(Duration.ofSeconds(1)) >= 0
						&& limit.window.compareTo(MAX_WINDOW) <= 0) {
					return limit;
				}
			}
			catch (IllegalArgumentException ex) {
				// Reported below
			}
		}
		Settings.require(text.strip().equals("off"), property, "must be <count>/<duration>, for example 10/1h: "
				+ "a count from 1 to 1000 and a duration from 1s to 31d; or off");
		return OFF;
	}

	public boolean isOff() {
		return this.count == 0;
	}

}
