package rootpassword.web.history;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.reset.command.Actor;
import rootpassword.web.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReadLimitTests {

	private final ReadLimit limit = new ReadLimit();

	@Test
	void limitsTheReadsOfOneIdentityUntilOneEnds() {
		IntStream.range(0, ReadLimit.MAX_AT_ONCE).forEach((i) -> assertThat(begin("a", Action.READ_TRAIL)).isTrue());
		for (Action read : new Action[] { Action.READ_ATTEMPT, Action.READ_EVIDENCE, Action.READ_HISTORY }) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> begin("a", read));
		}
		assertThat(begin("b", Action.READ_TRAIL)).isTrue();
		assertThat(begin("a", Action.RESET)).isTrue();
		this.limit.afterCompletion(request("a", Action.READ_TRAIL), new MockHttpServletResponse(), this, null);
		assertThat(begin("a", Action.READ_ATTEMPT)).isTrue();
	}

	private boolean begin(String identity, Action action) {
		return this.limit.preHandle(request(identity, action), new MockHttpServletResponse(), this);
	}

	private static MockHttpServletRequest request(String identity, Action action) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		new RequestContext(action, new Actor(identity, identity, null, "127.0.0.1", null, null, null, null), null,
				(other) -> false)
			.attachTo(request);
		return request;
	}

}
