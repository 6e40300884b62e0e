package rootpassword.web.problem;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import rootpassword.reset.password.PasswordPolicy;

/**
 * The texts of problems in one language, from {@code problems*.properties}.
 *
 * @param rules the numbers and characters of the password policy, for the texts
 */
public record ProblemTexts(MessageSource texts, List<Object> rules, Locale locale) {

	/** Bounds the cost of a hostile header. */
	private static final int MAX_LENGTH = 1000;

	private static final Set<String> CHINESE = Set.of("zh", "cmn");

	private static final Set<String> TRADITIONAL = Set.of("TW", "HK", "MO");

	public static ProblemTexts english(PasswordPolicy policy) {
		ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
		texts.setBasename("problems");
		texts.setDefaultEncoding("UTF-8");
		texts.setFallbackToSystemLocale(false);
		return new ProblemTexts(texts, List.of(policy.minLength(), PasswordPolicy.MAX_LENGTH,
				PasswordPolicy.MIN_CLASSES, policy.specialCharacters()), Locale.ENGLISH);
	}

	ProblemTexts in(Locale other) {
		return new ProblemTexts(this.texts, this.rules, other);
	}

	/** The tag of the language, for {@code Content-Language}. */
	public String language() {
		return this.locale.toLanguageTag();
	}

	public String title(ProblemType type) {
		return text("title." + type.code());
	}

	public String detail(ProblemType type) {
		return text("problem." + type.code());
	}

	String text(String key) {
		return this.texts.getMessage(key, null, this.locale);
	}

	/** The sentence for a fault at this place; by default the sentence of the rule. */
	String fault(String place, String code, @Nullable String argument) {
		Object[] arguments = Stream.concat(this.rules.stream(), Stream.ofNullable(argument)).toArray();
		String general = this.texts.getMessage("fault." + code, arguments, this.locale);
		return String.valueOf(this.texts.getMessage("fault." + place + "." + code, arguments, general, this.locale));
	}

	/** Simplified Chinese if the request prefers it, otherwise English. */
	static Locale preferred(HttpServletRequest request) {
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
