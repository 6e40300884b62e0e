package rootpassword.web.problem;

import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import rootpassword.reset.outcome.EarlierOutcome;
import rootpassword.reset.password.PasswordPolicy;

/**
 * The texts of problems in one language, from {@code problems.properties} and its
 * translations.
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
		return text("title." + type.code());
	}

	public String detail(ProblemType type) {
		return text("problem." + type.code());
	}

	/** The sentence for a password that the provider refused because it holds already. */
	String samePassword() {
		return text("problem.password-refused.same");
	}

	/** A sentence about earlier requests with the same idempotency key. */
	String earlier(EarlierOutcome earlier) {
		return text("earlier." + earlier.code());
	}

	private String text(String key) {
		return this.texts.getMessage(key, null, this.language);
	}

	/** The sentence for a fault at this place; by default the sentence of the rule. */
	String fault(String place, String code, @Nullable String argument) {
		Object[] arguments = Arrays.copyOf(this.rules, this.rules.length + 1);
		arguments[this.rules.length] = (argument != null) ? argument : "";
		String general = this.texts.getMessage("fault." + code, arguments, this.language);
		return String.valueOf(this.texts.getMessage("fault." + place + "." + code, arguments, general, this.language));
	}

}
