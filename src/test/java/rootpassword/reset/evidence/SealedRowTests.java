package rootpassword.reset.evidence;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SealedRowTests {

	/** A forged hash can have any length, and must not end the export. */
	@ParameterizedTest
	@CsvSource({ "'', AAAAAAAAAAAAAAAA", "YQ==, YQAAAAAAAAAAAAAA", "ab+/ab+/ab+/ab+/ab+/, ab-_ab-_ab-_ab-_" })
	void shortensAnyHash(String hash, String expected) {
		assertThat(new SealedRow(0, hash, 1, null, Map.of()).shortHash()).isEqualTo(expected);
	}

}
