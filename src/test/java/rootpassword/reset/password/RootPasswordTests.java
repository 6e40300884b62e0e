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
import rootpassword.kit.Commands;
import rootpassword.reset.command.ResetCommand;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RootPasswordTests {

	private static final String CLEAR = "Canary#4711";

	private final RootPassword password = new RootPassword(CLEAR.toCharArray());

	@Test
	void revealsThePassword() {
		assertThat(this.password.reveal()).isEqualTo(CLEAR);
		assertThat(this.password.copy()).containsExactly(CLEAR.toCharArray());
	}

	@Test
	void sharesItsArrayWithNobody() {
		char[] characters = CLEAR.toCharArray();
		RootPassword password = new RootPassword(characters);
		characters[0] = 'X';
		password.copy()[0] = 'X';
		assertThat(password.reveal()).isEqualTo(CLEAR);
	}

	@Test
	void hasTheSameTextForEveryPassword() {
		ResetCommand command = Commands.reset("dds-a").password(CLEAR).build();
		assertThat(Stream.of(this.password.toString(), "" + this.password, String.valueOf(this.password),
				"%s".formatted(this.password), List.of(this.password).toString(), command.toString()))
			.allSatisfy((text) -> assertThat(text).contains("RootPassword[redacted]").doesNotContain(CLEAR));
		assertThat(new RootPassword(new char[0])).hasToString(this.password.toString());
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void isAnEmptyObjectForJackson(JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(this.password)).isEqualTo("{}");
		for (Object value : List.of(Map.of("password", this.password), new Holder(this.password))) {
			assertThat(mapper.writeValueAsString(value)).isEqualTo("{\"password\":{}}");
		}
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void failsWithoutThePasswordWhereJacksonWritesNoEmptyObjects(JsonMapper mapper) {
		JsonMapper strict = mapper.rebuild().enable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();
		for (Object value : List.of(this.password, Map.of("password", this.password), new Holder(this.password))) {
			assertThatExceptionOfType(InvalidDefinitionException.class)
				.isThrownBy(() -> strict.writeValueAsString(value))
				.withMessageStartingWith("No serializer found for class " + RootPassword.class.getName())
				.satisfies((failure) -> assertThat(failure).asString().doesNotContain(CLEAR, "Canary", "4711"));
		}
	}

	static Stream<JsonMapper> mappers() {
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
