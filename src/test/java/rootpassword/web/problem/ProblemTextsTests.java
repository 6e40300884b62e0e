package rootpassword.web.problem;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PasswordRule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules for all texts for people, in each language.
 */
@Isolated("The locale is that of the JVM")
class ProblemTextsTests {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

	/** Words of ours and of machines that would tell an end user nothing. */
	private static final Pattern INTERNAL = Pattern.compile(
			"(?i)ledger|\\bSDK|\\blease|\\btrail|attempt|\\bissuer|fingerprint|database|exception|Retry-After|\"errors\"|\"Allow\"");

	private final ProblemTexts sentences = ProblemTexts.english(new PasswordPolicy("'{}#", 8, false));

	static Stream<Locale> languages() {
		return Stream.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
	}

	@Test
	void translationsHaveTheSameKeysAndPlaceholders() throws IOException {
		Properties english = load("problems.properties");
		Properties chinese = load("problems_zh_CN.properties");
		assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
		english.forEach(
				(key, text) -> assertThat(placeholders(chinese.get(key))).as("%s", key).isEqualTo(placeholders(text)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "problems.properties", "problems_zh_CN.properties" })
	void everyTextCanBeShownAsItStands(String file) throws IOException {
		boolean chinese = file.contains("zh");
		load(file).forEach((key, text) -> {
			assertThat(text.toString()).as("%s", key).doesNotContainPattern(INTERNAL).isNotBlank();
			assertThat(Pattern.compile("\\p{IsHan}").matcher(text.toString()).find()).as("%s", key).isEqualTo(chinese);
			if (key.toString().startsWith("problem.")) {
				assertThat(text.toString()).as("%s", key).endsWith(chinese ? "。" : ".").doesNotContain("{", "''");
			}
			else if (key.toString().startsWith("fault.")) {
				assertThat(text.toString().replace("''", "")).as("%s", key).doesNotContain("'");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("languages")
	void hasATextForEachTypeAndEachRule(Locale language) {
		ProblemTexts told = this.sentences.in(language);
		assertThat(ProblemType.values()).extracting(told::title).doesNotHaveDuplicates();
		assertThat(ProblemType.values()).extracting(told::detail).doesNotHaveDuplicates();
		assertThat(PasswordRule.values()).extracting((rule) -> told.fault("password", rule.code(), null))
			.doesNotHaveDuplicates()
			.allSatisfy((text) -> assertThat(text).containsAnyOf("password", "密码"));
		assertThat(told.fault("password", "too-short", null)).contains(" 8 ");
		assertThat(told.fault("password", "too-long", null)).contains(" 32 ");
		assertThat(told.fault("password", "too-few-classes", null)).contains(" 3 ", "'{}#");
	}

	@Test
	void isEnglishWhereverTheMachineStands() {
		Locale machine = Locale.getDefault();
		try {
			Locale.setDefault(Locale.SIMPLIFIED_CHINESE);
			assertThat(ProblemTexts.english(new PasswordPolicy("!", 8, false)).title(ProblemType.FORBIDDEN))
				.isEqualTo("Forbidden");
		}
		finally {
			Locale.setDefault(machine);
		}
	}

	private static Set<String> placeholders(Object text) {
		return PLACEHOLDER.matcher(text.toString())
			.results()
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Properties load(String file) throws IOException {
		Properties texts = new Properties();
		try (Reader reader = new InputStreamReader(ProblemTextsTests.class.getResourceAsStream("/" + file),
				StandardCharsets.UTF_8)) {
			texts.load(reader);
		}
		return texts;
	}

}
