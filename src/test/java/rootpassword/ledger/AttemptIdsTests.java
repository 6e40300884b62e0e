package rootpassword.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptIdsTests {

	private static final Instant NOON = Instant.parse("2026-02-01T12:00:00.000500Z");

	private Instant now = NOON;

	private final AttemptIds ids = new AttemptIds(() -> this.now);

	@Test
	void beginWithTheTime() {
		UUID id = this.ids.next().value();
		assertThat(id.version()).isEqualTo(7);
		assertThat(id.variant()).isEqualTo(2);
		assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOON.toEpochMilli());
		assertThat(id.getMostSignificantBits() & 0xfff).isEqualTo(2048);
	}

	@Test
	void increaseWithinOneInstant() {
		List<String> many = Stream.generate(() -> this.ids.next().toString()).limit(10_000).toList();
		assertThat(many).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void increaseWhenTheClockIsSetBack() {
		String before = this.ids.next().toString();
		this.now = NOON.minusSeconds(60);
		assertThat(this.ids.next().toString()).isGreaterThan(before);
	}

	@Test
	void haveRandomLowerBits() {
		List<Long> lower = Stream
			.generate(() -> new AttemptIds(() -> this.now).next().value().getLeastSignificantBits())
			.limit(200)
			.toList();
		// 62 bits, each of which is set in about half of the ids: never in none or in all
		for (int bit = 0; bit < 62; bit++) {
			long mask = 1L << bit;
			assertThat(lower.stream().filter((bits) -> (bits & mask) != 0).count()).as("bit %s", bit)
				.isBetween(50L, 150L);
		}
	}

}
