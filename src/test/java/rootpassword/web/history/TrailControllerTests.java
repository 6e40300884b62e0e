package rootpassword.web.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;
import rootpassword.web.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TrailControllerTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void readsInSmallBlocks() throws Exception {
		this.request.addParameter("limit", "1000");
		new TrailController(new Failing(Long.MAX_VALUE)).trail(this.request, this.response);
		assertThat(this.response.getContentAsString().lines()).hasSize(1001)
			.startsWith("{\"index\":0,\"hash\":\"" + hash(0) + "\",\"seq\":0}")
			.endsWith("{\"next\":\"1000." + hash(999).substring(0, 16) + "\"}");
	}

	@ParameterizedTest
	@CsvSource({ "30, true", "31, false", "1000, false", "30.0000000000000029, true", "30.0000000000000028, false",
			"31.0000000000000030, false" })
	void aCursorStandsAfterARowOfTheTrail(String after, boolean known) throws Exception {
		this.request.addParameter("after", after);
		TrailController controller = new TrailController(new Failing(Long.MAX_VALUE, 30));
		if (known) {
			controller.trail(this.request, this.response);
			assertThat(this.response.getContentAsString()).isEqualTo("{\"next\":\"" + after + "\"}\n");
		}
		else {
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> controller.trail(this.request, this.response))
				.withMessageContaining("no-such-row");
		}
	}

	@Test
	void readsOnAfterTheCursor() throws Exception {
		this.request.addParameter("after", "30." + hash(29).substring(0, 16));
		this.request.addParameter("limit", "600");
		new TrailController(new Failing(Long.MAX_VALUE)).trail(this.request, this.response);
		assertThat(this.response.getContentAsString().lines()).hasSize(601)
			.startsWith("{\"index\":30,\"hash\":\"" + hash(30) + "\",\"seq\":30}")
			.endsWith("{\"next\":\"630." + hash(629).substring(0, 16) + "\"}");
	}

	@Test
	void anAnswerThatBreaksOffHasNoLastLine() throws Exception {
		this.request.addParameter("limit", "1000");
		new TrailController(new Failing(250)).trail(this.request, this.response);
		assertThat(this.response.getContentAsString().lines()).hasSize(250).noneMatch((line) -> line.contains("next"));
	}

	@Test
	void anAnswerThatCannotBeginIsAProblem() {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> new TrailController(new Failing(0)).trail(this.request, this.response));
		assertThat(this.response.isCommitted()).isFalse();
	}

	private static String hash(long index) {
		return "%016d".formatted(index) + "x".repeat(28);
	}

	/**
	 * A trail whose database fails from one index on.
	 */
	private record Failing(long from, long end) implements SealedTrail {

		Failing(long from) {
			this(from, Long.MAX_VALUE);
		}

		@Override
		public String origin() {
			return "root-password";
		}

		@Override
		public long size() {
			return this.end;
		}

		@Override
		public List<SealedRow> read(long from, int limit) {
			if (from >= this.from) {
				throw new LedgerUnavailableException("away", null);
			}
			assertThat(limit).isLessThanOrEqualTo(250);
			return LongStream.range(from, Math.min(this.end, from + limit))
				.mapToObj((index) -> new SealedRow(index, hash(index), index, null, Map.of()))
				.toList();
		}

		@Override
		public Optional<String> checkpoint() {
			return Optional.empty();
		}

		@Override
		public List<String> verifierKeys() {
			return List.of();
		}

		@Override
		public List<ProvenRow> proof(AttemptId attempt) {
			return List.of();
		}

	}

}
