package rootpassword.web;

import java.util.Locale;

import rootpassword.reset.EarlierOutcome;
import rootpassword.reset.PasswordPolicy;

import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * What problems say to people, in one language; the texts are in
 * {@code problems.properties} and its translations.
 */
final class Sentences {

	private final MessageSource texts;

	private final Object[] rules;

	private final Locale language;

	private Sentences(MessageSource texts, Object[] rules, Locale language) {
		this.texts = texts;
		this.rules = rules;
		this.language = language;
	}

	static Sentences english(PasswordPolicy policy) {
		ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
		texts.setBasename("problems");
		texts.setDefaultEncoding("UTF-8");
		texts.setFallbackToSystemLocale(false);
		return new Sentences(texts, new Object[] { policy.minLength(), PasswordPolicy.MAX_LENGTH,
				PasswordPolicy.MIN_CLASSES, policy.specialCharacters() }, Locale.ENGLISH);
	}

	Sentences in(Locale other) {
		return new Sentences(this.texts, this.rules, other);
	}

	/** The tag of the language, for {@code Content-Language}. */
	String language() {
		return this.language.toLanguageTag();
	}

	String title(ProblemType type) {
		return this.texts.getMessage("title." + type.slug(), null, this.language);
	}

	String detail(ProblemType type) {
		return this.texts.getMessage("problem." + type.slug(), null, this.language);
	}

	/** What is known of earlier requests under the same key, in a sentence of its own. */
	String earlier(EarlierOutcome earlier) {
		return this.texts.getMessage("earlier." + earlier.word(), null, this.language);
	}

	/** The sentence for this place, or else for any place. */
	String fault(String place, String code) {
		String general = this.texts.getMessage("fault." + code, this.rules, this.language);
		return String.valueOf(this.texts.getMessage("fault." + place + "." + code, this.rules, general, this.language));
	}

}
