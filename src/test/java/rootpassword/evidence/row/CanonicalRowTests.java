package rootpassword.evidence.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.tree.Hash;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The canonical form of a row: one row, one text. {@code -Dtest.seed=…} sets another
 * seed.
 */
class CanonicalRowTests {

	private static final long SEED = Long.getLong("test.seed", 20261125L);

	@Test
	void aRowAsItIsSealed() {
		Map<String, @Nullable Object> columns = new HashMap<>();
		columns.put("seq", 42L);
		columns.put("at", OffsetDateTime.parse("2026-11-25T19:00:00.000001+02:00"));
		columns.put("event", "settled");
		columns.put("attempt_id", UUID.fromString("01a2082a-fa22-768b-8424-38843c210ee9"));
		columns.put("provider_status", 200);
		columns.put("reason", "\"é\"\\\u0001\u007f\n\u2028😀");
		columns.put("rejection", null);
		CanonicalRow row = new CanonicalRow(columns);
		assertThat(row.json())
			.isEqualTo("{\"at\":1795626000000001,\"attempt_id\":\"01a2082a-fa22-768b-8424-38843c210ee9\","
					+ "\"event\":\"settled\",\"provider_status\":200,\"reason\":\"\\\"é\\\"\\\\\\u0001\u007f\\n\u2028😀\","
					+ "\"seq\":42,\"v\":1}");
		assertThat(row.bytes()).isEqualTo(row.json().getBytes(StandardCharsets.UTF_8));
		assertThat(row.leafHash()).isEqualTo(Hash.ofLeaf(row.bytes()));
		assertThat(row.seq()).isEqualTo(42);
		assertThat(row.at()).isEqualTo(1795626000000001L);
		assertThat(row.event()).isEqualTo("settled");
		assertThat(row.values()).containsEntry("attempt_id", "01a2082a-fa22-768b-8424-38843c210ee9")
			.doesNotContainKey("rejection");
		assertThat(CanonicalRow.parse(row.bytes()).json()).isEqualTo(row.json());
	}

	@Test
	void everyRowKeepsItsText() {
		Random random = new Random(SEED);
		JsonMapper jackson = new JsonMapper();
		for (int i = 0; i < 20_000; i++) {
			Map<String, Object> columns = columns();
			for (int column = random.nextInt(6); column > 0; column--) {
				columns.put("c" + random.nextInt(100), random.nextBoolean() ? text(random)
						: (Object) random.nextLong(-CanonicalValues.MAX_INTEGER, CanonicalValues.MAX_INTEGER + 1));
			}
			CanonicalRow row = new CanonicalRow(columns);
			assertThat(CanonicalRow.parse(row.bytes()).json()).as("Seed %d", SEED).isEqualTo(row.json());
			Map<?, ?> read = jackson.readValue(row.json(), Map.class);
			columns.forEach((column, value) -> {
				Object expected = (value instanceof String text) ? wellFormed(text) : value;
				assertThat(read.get(column)).hasToString(expected.toString());
			});
		}
	}

	@Test
	void halfACharacterBecomesTheReplacementCharacter() {
		assertThat(row("a\ud83d").values().get("x")).isEqualTo("a\ufffd");
		assertThat(row("\ude00\ud83d").values().get("x")).isEqualTo("\ufffd\ufffd");
		assertThat(row("\ud83d\ude00\ud83d!").values().get("x")).isEqualTo("\ud83d\ude00\ufffd!");
	}

	@Test
	void valuesOfOtherTypesHaveNoForm() {
		Stream
			.of(1.5, 1f, new BigDecimal("1.5"), new BigDecimal("1"), new byte[1], 'c', CanonicalValues.MAX_INTEGER + 1,
					Long.MIN_VALUE, Instant.parse("2026-11-25T19:00:00.0000001Z"), Instant.MAX)
			.forEach((value) -> assertThatIllegalArgumentException().isThrownBy(() -> row(value)));
	}

	@Test
	void smallTypesAreIntegers() {
		assertThat(row((short) 7).json()).contains("\"x\":7");
		assertThat(row(true).json()).contains("\"x\":1");
		assertThat(row(Instant.parse("1969-12-31T23:59:59.999999Z")).json()).contains("\"x\":-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "A", "a b", "\u00e9", "1a", "v", "a\"" })
	void otherNamesAreNoColumns(String name) {
		Map<String, Object> columns = columns();
		columns.put(name, "x");
		assertThatIllegalArgumentException().isThrownBy(() -> new CanonicalRow(columns));
	}

	@ParameterizedTest
	@ValueSource(strings = { "seq", "at", "event" })
	void aRowHasItsColumns(String missing) {
		Map<String, Object> columns = columns();
		columns.remove(missing);
		assertThatIllegalArgumentException().isThrownBy(() -> new CanonicalRow(columns));
		columns.put(missing, missing.equals("event") ? 1L : (Object) "1");
		assertThatIllegalArgumentException().isThrownBy(() -> new CanonicalRow(columns));
	}

	@ParameterizedTest
	@MethodSource("otherTexts")
	void noOtherTextIsARow(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> CanonicalRow.parse(text.getBytes()));
	}

	static Stream<String> otherTexts() {
		String row = "{\"at\":1,\"event\":\"opened\",\"seq\":1,\"v\":1,\"x\":\"y\"}";
		assertThat(CanonicalRow.parse(row.getBytes()).json()).isEqualTo(row);
		Stream<String> values = Stream.of("\"\\u0041\"", "\"\\/\"", "\"\\u000a\"", "\"\\u001F\"", "\"\\u00e9\"",
				"\"\\ud83d\\ude00\"", "\"\n\"", "\"\t\"", "\"\\ud800\"", "\"\\uD83D\\uDE00\"", "\"\\\"", "\"", "\"y",
				"y\"", "01", "-0", "+1", "1.0", "1e3", "9007199254740992", "-9007199254740992", "99999999999999999999",
				"-", "", "null", "true", "[]", "{}", "NaN", "\"y\",\"x\":\"y\"", "\"y\",\"a\":1", "\"y\",", "'y'");
		Stream<String> rows = Stream.of("", "{}", "[]", "\"x\"", " " + row, row + " ", row + "\n", "\ufeff" + row,
				row.replace(":", ": "), row.replace(",", ", "), row.substring(1), row.substring(0, row.length() - 1),
				row + "}", row + row, row.replace("\"v\":1", "\"v\":2"), row.replace("\"v\":1", "\"v\":\"1\""),
				row.replace("\"v\":1,", ""), row.replace("\"seq\":1", "\"seq\":\"1\""),
				row.replace("\"seq\":1,\"v\":1", "\"v\":1,\"seq\":1"), row.replace("\"x\"", "\"\\u0078\""),
				row.replace("\"x\"", "\"X\""), row.replace("\"x\"", "x"), row.replace("\"x\"", "\"x y\""));
		return Stream.concat(rows, values.map((value) -> row.replace("\"y\"", value)));
	}

	@Test
	void bytesThatAreNoUtf8AreNoRow() {
		byte[] row = row("~").bytes();
		for (int bad : new int[] { 0x80, 0xc0, 0xff, 0xed }) {
			byte[] changed = row.clone();
			changed[new String(row, StandardCharsets.US_ASCII).indexOf('~')] = (byte) bad;
			assertThatIllegalArgumentException().isThrownBy(() -> CanonicalRow.parse(changed));
		}
	}

	private static CanonicalRow row(Object value) {
		Map<String, Object> columns = columns();
		columns.put("x", value);
		return new CanonicalRow(columns);
	}

	private static Map<String, Object> columns() {
		return new HashMap<>(Map.of("seq", 1L, "at", 1L, "event", "opened"));
	}

	/** Every plane, control characters, quotes, and halves of surrogate pairs. */
	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int length = random.nextInt(12); length > 0; length--) {
			switch (random.nextInt(5)) {
				case 0 -> text.append((char) random.nextInt(' '));
				case 1 -> text.append("\"\\/\u007f\u0085\u2028\ufeff\uffff".charAt(random.nextInt(8)));
				case 2 -> text.append((char) random.nextInt(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1));
				case 3 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
				default -> text.append((char) random.nextInt(' ', 0x7f));
			}
		}
		return text.toString();
	}

	private static String wellFormed(String text) {
		return text.codePoints()
			.map((character) -> (character >= 0xd800 && character <= 0xdfff) ? 0xfffd : character)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
