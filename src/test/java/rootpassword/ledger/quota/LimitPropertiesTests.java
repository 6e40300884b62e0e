package rootpassword.ledger.quota;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LimitPropertiesTests {

	@ParameterizedTest
	@ValueSource(strings = { "10/1h", " 60/1m ", "1/1s", "5/90s", "5/PT1M", "5/1000ms", "1000/1s", "1/31d" })
	void acceptsACountAndADurationWithAUnit(String limit) {
		assertThat(new LimitProperties(limit, limit).caller().count()).isPositive();
	}

	@Test
	void offIsNoLimit() {
		assertThat(new LimitProperties("off", " off ").caller().isOff()).isTrue();
	}

	/** A duration without a unit would be milliseconds. */
	@ParameterizedTest
	@ValueSource(strings = { "60/60000", "60/60", "60", "60/", "/1m", "60/1m/", "0/1m", "-1/1m", "6_0/1m", "60/1 m",
			"60/999ms", "60/32d", "60:1m", "60/1y", "1001/1m", "999999/1m", "OFF", "none", "" })
	void refusesAnythingElse(String limit) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new LimitProperties("10/1h", limit))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("root-password.limits.per-caller"));
	}

}
