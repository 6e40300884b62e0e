package rootpassword.reset.password;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.reset.Actor;
import rootpassword.reset.InstanceId;
import rootpassword.reset.Origin;
import rootpassword.reset.ResetCommand;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RootPasswordTests {

	private static final String CLEAR = "Canary#4711";

	private final RootPassword password = new RootPassword(CLEAR.toCharArray());

	@Test
	void revealsWhatItWasGiven() {
		assertThat(this.password.reveal()).isEqualTo(CLEAR);
	}

	@Test
	void doesNotShareTheCallersArray() {
		char[] characters = CLEAR.toCharArray();
		RootPassword password = new RootPassword(characters);
		characters[0] = 'X';
		assertThat(password.reveal()).isEqualTo(CLEAR);
	}

	@Test
	void looksTheSameWhateverItHolds() {
		ResetCommand command = new ResetCommand(new InstanceId("dds-a"), this.password, null,
				new Origin(new Actor("alice", null, "127.0.0.1"), null, null), null);
		assertThat(Stream.of(this.password.toString(), "" + this.password, String.valueOf(this.password),
				"%s".formatted(this.password), List.of(this.password).toString(), command.toString()))
			.allSatisfy((text) -> assertThat(text).contains("RootPassword[redacted]").doesNotContain(CLEAR));
		assertThat(new RootPassword(new char[0])).hasToString(this.password.toString());
	}

	@ParameterizedTest
	@MethodSource
	void isNotWrittenByJackson(JsonMapper mapper) {
		for (Object value : List.of(this.password, Map.of("password", this.password), new Holder(this.password))) {
			try {
				assertThat(mapper.writeValueAsString(value)).isIn("{}", "{\"password\":{}}");
			}
			catch (InvalidDefinitionException ex) {
				assertThat(ex).hasMessageContaining("No serializer found for class")
					.hasMessageNotContainingAny(CLEAR, "Canary");
			}
		}
	}

	static Stream<JsonMapper> isNotWrittenByJackson() {
		return Stream.of(new JsonMapper(),
				JsonMapper.builder()
					.changeDefaultVisibility((checker) -> checker.withVisibility(PropertyAccessor.ALL, Visibility.ANY))
					.build());
	}

	@Test
	void isNotWrittenByJavaSerialization() {
		assertThat(this.password).isNotInstanceOf(Serializable.class);
	}

	record Holder(RootPassword password) {
	}

}
