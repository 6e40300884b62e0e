package rootpassword.web.problem;

import java.util.Locale;

import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import rootpassword.reset.EarlierOutcome;
import rootpassword.reset.password.PasswordPolicy;

/**
 * What problems say to people, in one language; the texts are in
 * {@code problems.properties} and its translations.
 */
public final class ProblemTexts {

	private final MessageSource texts;

	private final Object[] rules;

	private final Locale language;

	private ProblemTexts(MessageSource texts, Object[] rules, Locale language) {
		this.texts = texts;
		this.rules = rules;
		this.language = language;
	}

	public static ProblemTexts english(PasswordPolicy policy) {
		ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
		texts.setBasename("problems");
		texts.setDefaultEncoding("UTF-8");
		texts.setFallbackToSystemLocale(false);
		return new ProblemTexts(texts, new Object[] { policy.minLength(), PasswordPolicy.MAX_LENGTH,
				PasswordPolicy.MIN_CLASSES, policy.specialCharacters() }, Locale.ENGLISH);
	}

	ProblemTexts in(Locale other) {
		return new ProblemTexts(this.texts, this.rules, other);
	}

	/** The tag of the language, for {@code Content-Language}. */
	public String language() {
		return this.language.toLanguageTag();
	}

	public String title(ProblemType type) {
		return this.texts.getMessage("title." + type.code(), null, this.language);
	}

	public String detail(ProblemType type) {
		return this.texts.getMessage("problem." + type.code(), null, this.language);
	}

	/** What is known of earlier requests under the same key, in a sentence of its own. */
	String earlier(EarlierOutcome earlier) {
		return this.texts.getMessage("earlier." + earlier.code(), null, this.language);
	}

	/** The sentence for this place, or else for any place. */
	String fault(String place, String code) {
		String general = this.texts.getMessage("fault." + code, this.rules, this.language);
		return String.valueOf(this.texts.getMessage("fault." + place + "." + code, this.rules, general, this.language));
	}

}
