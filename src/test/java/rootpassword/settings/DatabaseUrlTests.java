package rootpassword.settings;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseUrlTests {

	@ParameterizedTest
	@CsvSource({ "jdbc:h2:file:./a, jdbc:h2:file:./a;X=1", "jdbc:h2:file:./a;x=2;Y=3, jdbc:h2:file:./a;Y=3;X=1",
			"jdbc:h2:file:./a;X=2;X=2, jdbc:h2:file:./a;X=1", "jdbc:h2:file:./a;XX=2, jdbc:h2:file:./a;XX=2;X=1",
			"jdbc:h2:file:./a;INIT=b\\;X=2, jdbc:h2:file:./a;INIT=b\\;X=2;X=1" })
	void replacesASettingOfTheUrl(String url, String expected) {
		assertThat(DatabaseUrl.with(url, "X=1")).isEqualTo(expected);
	}

}
