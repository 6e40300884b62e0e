package rootpassword.reset;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptIdTests {

	@Test
	void isWrittenAsAUuid() {
		String text = "01970000-0000-7000-8000-000000000001";
		assertThat(new AttemptId(UUID.fromString(text))).hasToString(text);
	}

	@Test
	void theLowestIdBeginsWithTheTime() {
		assertThat(AttemptId.lowestAt(Instant.ofEpochMilli(0x0197_0000_0001L)))
			.hasToString("01970000-0001-0000-0000-000000000000");
	}

}
