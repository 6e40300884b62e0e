package rootpassword.web.tomcat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BodyLimitValveTests {

	@ParameterizedTest
	@CsvSource({ "'a,b', 'a,b'", "' , ,a, ,b,, ', 'a ,b'", "',,', ''", "'a b', 'a b'", "'a,,,b', 'a,b'" })
	void leavesOutTheEmptyElementsOfAList(String list, String expected) {
		assertThat(BodyLimitValve.withoutEmptyElements(list)).isEqualTo(expected);
	}

	/**
	 * In quadratic time this would take minutes, and no token is needed to ask for it.
	 */
	@Test
	@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void needsLinearTime() {
		for (String separator : new String[] { ",", " ,", ", " }) {
			assertThat(BodyLimitValve.withoutEmptyElements("a" + separator.repeat(300_000) + "b")).endsWith("b")
				.hasSizeLessThan(300_010);
		}
	}

}
