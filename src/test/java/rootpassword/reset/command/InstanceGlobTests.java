package rootpassword.reset.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class InstanceGlobTests {

	@ParameterizedTest
	@CsvSource({ "'',''", "*,''", "**,a", "dds-*,dds-", "dds-*,dds-a", "*-b,dds-a-b", "a*b*c,aXbXbXc", "*a*,a",
			"ab*ab,abab" })
	void matchesTheWholeText(String pattern, String text) {
		assertThat(new InstanceGlob(pattern).matches(text)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "'',a", "a,''", "dds-*,dds", "dds-a,dds-ab", "dds-a,xdds-a", "ab*ab,ab", "ab*ab,aba", "a*b*c,acb" })
	void doesNotMatchOtherTexts(String pattern, String text) {
		assertThat(new InstanceGlob(pattern).matches(text)).isFalse();
	}

	@Test
	void agreesWithARegularExpression() {
		Random random = new Random(20_261_124);
		int matching = 0;
		for (int i = 0; i < 100_000; i++) {
			String pattern = text(random, "ab**");
			String text = text(random, "ab");
			boolean expected = Arrays.stream(pattern.split("\\*", -1))
				.map(Pattern::quote)
				.collect(Collectors.collectingAndThen(Collectors.joining(".*"), text::matches));
			assertThat(new InstanceGlob(pattern).matches(text)).as("%s of %s", pattern, text).isEqualTo(expected);
			matching += expected ? 1 : 0;
		}
		assertThat(matching).isBetween(10_000, 90_000);
	}

	@Test
	void takesFewStepsForAHostilePattern() {
		String pattern = "*a".repeat(10_000) + "*b*";
		assertTimeoutPreemptively(Duration.ofSeconds(5),
				() -> assertThat(new InstanceGlob(pattern).matches("a".repeat(20_000))).isFalse());
	}

	@ParameterizedTest
	@CsvSource({ "bp1*,false", "*,true", "**,true", "dds-*,true", "dds-bp1*,true", "dds-a,true", "dds*,true", "d*,true",
			"*bp1,true", "*-*,true", "*s-b*1,true", "d-*,false", "dds-,false", "dds,false", "*-,false", "dds-a-*,false",
			"*-a-*,false", "rds-*,false", "dds--*,false", "dds*-,false" })
	void tellsWhetherItCanMatchAnInstance(String pattern, boolean possible) {
		assertThat(new InstanceGlob(pattern).matchesSomeInstance()).isEqualTo(possible);
	}

	@Test
	void agreesWithATrialOfAllShortIds() {
		List<String> ids = Stream
			.iterate(List.of("dds-"),
					(shorter) -> shorter.stream().flatMap((id) -> Stream.of(id + "d", id + "s", id + "a")).toList())
			.limit(5)
			.skip(1)
			.flatMap(List::stream)
			.toList();
		Random random = new Random(20_261_124);
		for (int i = 0; i < 20_000; i++) {
			String pattern = (random.nextBoolean() ? "dds-" : "")
					+ text(random, "ds-a*").replaceFirst("(.{4}).*", "$1");
			assertThat(new InstanceGlob(pattern).matchesSomeInstance()).as(pattern)
				.isEqualTo(ids.stream().anyMatch(new InstanceGlob(pattern)::matches));
		}
	}

	private static String text(Random random, String alphabet) {
		return random.ints(random.nextInt(9), 0, alphabet.length())
			.mapToObj((i) -> alphabet.substring(i, i + 1))
			.collect(Collectors.joining());
	}

}
