package rootpassword.web.problem;

import java.util.Collections;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Selects the language of a problem: English, or Simplified Chinese if the request
 * prefers it.
 */
final class AcceptLanguage {

	/** Bounds the cost of a hostile header. */
	private static final int MAX_LENGTH = 1000;

	private static final Set<String> CHINESE = Set.of("zh", "cmn");

	private static final Set<String> TRADITIONAL = Set.of("TW", "HK", "MO");

	private AcceptLanguage() {
	}

	static Locale of(HttpServletRequest request) {
		String header = String.join(",", Collections.list(request.getHeaders("Accept-Language")));
		if (header.length() > MAX_LENGTH) {
			return Locale.ENGLISH;
		}
		try {
			// The ranges are sorted, most preferred first
			return LanguageRange.parse(header)
				.stream()
				.filter((range) -> range.getWeight() > 0)
				.flatMap((range) -> Stream.ofNullable(language(range.getRange())))
				.findFirst()
				.orElse(Locale.ENGLISH);
		}
		catch (IllegalArgumentException ex) {
			return Locale.ENGLISH;
		}
	}

	private static @Nullable Locale language(String range) {
		Locale locale = Locale.forLanguageTag(range);
		if (range.equals("*") || locale.getLanguage().equals("en")) {
			return Locale.ENGLISH;
		}
		// Traditional Chinese alone selects English. Browsers add "zh" if the user also
		// accepts Simplified Chinese
		boolean simplified = locale.getScript().isEmpty() ? !TRADITIONAL.contains(locale.getCountry())
				: locale.getScript().equals("Hans");
		return (CHINESE.contains(locale.getLanguage()) && simplified) ? Locale.SIMPLIFIED_CHINESE : null;
	}

}
