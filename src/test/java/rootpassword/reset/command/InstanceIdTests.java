package rootpassword.reset.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class InstanceIdTests {

	private static final String SIXTY = "a".repeat(60);

	@ParameterizedTest
	@ValueSource(strings = { "dds-a", "dds-0", "dds-bp1fc2d8e7b6a594" })
	void acceptsTheIdsOfTheProvider(String id) {
		assertThat(InstanceId.isValid(id)).isTrue();
		assertThat(new InstanceId(id)).hasToString(id);
	}

	@Test
	void acceptsAtMostSixtyCharactersAfterTheDash() {
		assertThat(InstanceId.isValid("dds-" + SIXTY)).isTrue();
		assertThat(InstanceId.isValid("dds-" + SIXTY + "a")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "dds-", "dds", "dds-A", "DDS-a", "dds_a", "dds-a-b", "dds-a ", " dds-a", "dds-a\n",
			"dds-a\u0000", "dds-é", "dds-٣", "dds-a/b", "dds-%61", "rds-a", "xdds-a" })
	void refusesOtherTexts(String id) {
		assertThat(InstanceId.isValid(id)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new InstanceId(id))
			.withMessage("An instance id has the form dds-[a-z0-9]{1,60}");
	}

}
