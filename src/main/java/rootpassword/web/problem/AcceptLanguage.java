package rootpassword.web.problem;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Objects;
import java.util.Set;

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
		if (header.isBlank() || header.length() > MAX_LENGTH) {
			return Locale.ENGLISH;
		}
		return ranges(header).stream()
			.filter((range) -> range.getWeight() > 0)
			.map((range) -> language(range.getRange()))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(Locale.ENGLISH);
	}

	/** The ranges, most preferred first. */
	private static List<LanguageRange> ranges(String header) {
		try {
			return LanguageRange.parse(header);
		}
		catch (IllegalArgumentException ex) {
			return List.of();
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
