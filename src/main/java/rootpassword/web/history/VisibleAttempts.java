package rootpassword.web.history;

import java.util.Optional;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;
import rootpassword.http.RequestContext;
import rootpassword.reset.AttemptId;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;

/** Finds attempts for their callers and for auditors. */
@Component
final class VisibleAttempts {

	/** {@link UUID#fromString} accepts more than that. */
	private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

	private final AttemptHistory history;

	VisibleAttempts(AttemptHistory history) {
		this.history = history;
	}

	/**
	 * The attempt with this id. A hidden attempt looks like a missing one: callers cannot
	 * probe for ids.
	 */
	Optional<Attempt> find(String attemptId, HttpServletRequest request) {
		Optional<Attempt> attempt = attemptId.matches(ID) ? this.history.find(new AttemptId(UUID.fromString(attemptId)))
				: Optional.empty();
		return attempt.filter(RequestContext.of(request).orElseThrow().viewer()::maySee);
	}

}
