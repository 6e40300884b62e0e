package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;

/**
 * How many attempts are let through within a window that moves with the time.
 */
public record AttemptLimit(int count, Duration window) {

	private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,5})/(\\S+)");

	private static final Duration MAX_WINDOW = Duration.ofDays(31);

	/**
	 * Reads {@code <count>/<duration>}, for example {@code 10/1h}.
	 * @throws InvalidConfigurationPropertyValueException if the text is another
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
				// Said below
			}
		}
		throw new InvalidConfigurationPropertyValueException(property, null,
				"must be <count>/<duration>, for example 10/1h: a count from 1 to 999999 and a duration from 1s to 31d");
	}

}
