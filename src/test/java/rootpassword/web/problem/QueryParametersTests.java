package rootpassword.web.problem;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.reset.password.PasswordPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class QueryParametersTests {

	private final ProblemTexts english = ProblemTexts.english(new PasswordPolicy("!", 8, false));

	@ParameterizedTest
	@CsvSource({ "en, 200, from limit", "en, 1000, after limit", "zh-CN, 200, from limit", "zh-CN, 1000, after limit" })
	void textsSpeakOfTheParametersOfTheEndpoint(String language, int highest, String names) {
		List<String> known = List.of(names.split(" "));
		QueryParameters parameters = new QueryParameters(
				Map.of("limit", new String[] { String.valueOf(highest + 1) }, "other", new String[] { "1" }), known);
		parameters.limit(highest, 1);
		ProblemException refused = catchThrowableOfType(ProblemException.class, parameters::check);
		ProblemTexts texts = this.english.in(Locale.forLanguageTag(language));
		List<String> details = refused.faults.stream().map((fault) -> fault.in(texts).detail()).toList();
		assertThat(details.get(0)).contains("\"" + known.get(0) + "\", \"limit\"");
		assertThat(details.get(1)).contains(" " + highest);
	}

}
