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
 * Reads in which of our languages a request wants to be told what is wrong: English
 * unless it prefers Simplified Chinese.
 */
final class AcceptLanguage {

	/** No reader lists so many languages; it bounds what a hostile header costs. */
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

	/** Those that are wanted most come first. */
	private static List<LanguageRange> ranges(String header) {
		try {
			return LanguageRange.parse(header);
		}
		catch (IllegalArgumentException ex) {
			return List.of();
		}
	}

	private static @Nullable Locale language(String range) {
		Locale wanted = Locale.forLanguageTag(range);
		if (range.equals("*") || wanted.getLanguage().equals("en")) {
			return Locale.ENGLISH;
		}
		// Whoever reads only Traditional Chinese may well prefer English; browsers list
		// "zh" besides where that is welcome, too
		boolean simplified = wanted.getScript().isEmpty() ? !TRADITIONAL.contains(wanted.getCountry())
				: wanted.getScript().equals("Hans");
		return (CHINESE.contains(wanted.getLanguage()) && simplified) ? Locale.SIMPLIFIED_CHINESE : null;
	}

}
