package rootpassword.reset.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdempotencyKeyTests {

	@Test
	void hasUpToTheMaximumOfPrintableCharacters() {
		assertThat(new IdempotencyKey("!").value()).isEqualTo("!");
		String longest = "~".repeat(IdempotencyKey.MAX_LENGTH);
		assertThat(new IdempotencyKey(longest).value()).isEqualTo(longest);
		assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(longest + "~"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\u007f", "a\tb", "a\nb", "\u00e9" })
	void hasNoOtherCharacters(String value) {
		assertThat(IdempotencyKey.isValid(value)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(value));
	}

}
