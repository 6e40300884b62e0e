package rootpassword.web.problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

class AcceptLanguageTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zh                                   | zh-CN
			zh-CN                                | zh-CN
			ZH-hans                              | zh-CN
			zh-SG                                | zh-CN
			zh-Hans-TW                           | zh-CN
			cmn-Hans                             | zh-CN
			zh-TW                                | en
			zh-Hant-CN                           | en
			zh-HK,en;q=0.5                       | en
			zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7  | zh-CN
			en,zh;q=0.9                          | en
			zh;q=0.5,en;q=0.6                    | en
			zh;q=0.6,en;q=0.5                    | zh-CN
			zh;q=0                               | en
			en;q=0,zh;q=0.1                      | zh-CN
			*,zh;q=0.5                           | en
			zh,*;q=0.5                           | zh-CN
			fr-FR,de;q=0.9                       | en
			fr-FR,zh-CN;q=0.3                    | zh-CN
			''                                   | en
			zh;q=2                               | en
			zh;;,                                | en
			中文                                 | en
			""")
	void selectsThePreferredLanguage(String header, String language) {
		assertThat(of(header)).isEqualTo(language);
	}

	@Test
	void isEnglishWithoutAnyWish() {
		assertThat(ProblemTexts.preferred(new MockHttpServletRequest())).hasToString("en");
	}

	@Test
	void readsSeveralLinesAsOne() {
		assertThat(of("fr;q=0.9", "zh;q=0.8")).isEqualTo("zh-CN");
	}

	@Test
	void ignoresOversizedHeaders() {
		assertThat(of("zh" + ",fr".repeat(400))).isEqualTo("en");
	}

	private static String of(String... lines) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		for (String line : lines) {
			request.addHeader("Accept-Language", line);
		}
		return ProblemTexts.preferred(request).toLanguageTag();
	}

}
