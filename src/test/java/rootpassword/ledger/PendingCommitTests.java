package rootpassword.ledger;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;

class PendingCommitTests {

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("01970000-0000-7000-8000-000000000001"));

	private static final Admission ADMITTED = new Admitted(ATTEMPT, Deadline.in(Duration.ofMinutes(1)));

	private static final Admission REPLAYED = new Replayed(ATTEMPT, new Unconfirmed(ProviderAnswer.NONE), false);

	private static final Admission REFUSED = new Refused(null, Rejection.RATE_LIMITED, null);

	@Test
	void nothingIsCommittedAfterTheCallerHasGivenUp() {
		for (Admission admission : new Admission[] { ADMITTED, REPLAYED, REFUSED }) {
			PendingCommit opening = new PendingCommit(ATTEMPT);
			assertThat(opening.abandon()).isFalse();
			assertThat(opening.mayCommit(admission)).isFalse();
		}
	}

	@Test
	void onlyAnAdmittedAttemptIsInDoubtOnceItsCommitHasBegun() {
		for (Admission admission : new Admission[] { ADMITTED, REPLAYED, REFUSED }) {
			PendingCommit opening = new PendingCommit(ATTEMPT);
			assertThat(opening.mayCommit(admission)).isTrue();
			assertThat(opening.abandon()).isEqualTo(admission == ADMITTED);
		}
	}

}
