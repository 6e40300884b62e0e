package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import rootpassword.settings.Settings;

/**
 * A maximum number of attempts within a sliding window.
 */
public record AttemptLimit(int count, Duration window) {

	/** A duration ends with its unit: without one it would be milliseconds. */
	private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,5})/(\\S*[A-Za-z])");

	private static final Duration MAX_WINDOW = Duration.ofDays(31);

	/**
	 * Parses {@code <count>/<duration>}, for example {@code 10/1h}.
	 * @throws InvalidConfigurationPropertyValueException if the syntax or a value is
	 * wrong
	 */
	static AttemptLimit parse(String property, String text) {
		Matcher matcher = SYNTAX.matcher(text.strip());
		if (matcher.matches()) {
			try {
				Duration window = DurationStyle.detectAndParse(matcher.group(2));
				if (window.compareTo(Duration.ofSeconds(1)) >= 0 && window.compareTo(MAX_WINDOW) <= 0) {
					return new AttemptLimit(Integer.parseInt(matcher.group(1)), window);
				}
			}
			catch (IllegalArgumentException ex) {
				// Reported below
			}
		}
		throw Settings.refused(property,
				"must be <count>/<duration>, for example 10/1h: a count from 1 to 999999 and a duration from 1s to 31d");
	}

}
