package rootpassword.web.trail;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.history.SealedRow;
import rootpassword.reset.history.SealedTrail;

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
			.startsWith("{\"index\":0,\"hash\":\"hash\",\"seq\":0}")
			.endsWith("{\"next\":\"1000\"}");
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

	/**
	 * A long trail whose database fails from one index on.
	 */
	private record Failing(long from) implements SealedTrail {

		@Override
		public String origin() {
			return "root-password";
		}

		@Override
		public long size() {
			return Long.MAX_VALUE;
		}

		@Override
		public List<SealedRow> read(long from, int limit) {
			if (from >= this.from) {
				throw new LedgerUnavailableException("away", null);
			}
			assertThat(limit).isLessThanOrEqualTo(250);
			return LongStream.range(from, from + limit)
				.mapToObj((index) -> new SealedRow(index, "hash", index, null, Map.of()))
				.toList();
		}

	}

}
