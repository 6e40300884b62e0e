package rootpassword.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.Commands;
import rootpassword.ledger.Settlements.Result;
import rootpassword.ledger.Settlements.SettledBy;
import rootpassword.ledger.Settlements.Settlement;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.ResetCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static rootpassword.kit.Outcomes.ACCEPTED;

class LateSettlementsTests {

	private final LateSettlements late = new LateSettlements();

	private final List<Settlement> tried = new ArrayList<>();

	/** An attempt whose commit is in doubt may still appear in the ledger. */
	@ParameterizedTest
	@CsvSource({ "CHANGED, true, 1", "UNCHANGED, true, 1", "LOST, true, 1", "CHANGED, false, 1", "UNCHANGED, false, 1",
			"LOST, false, 2" })
	void triesOnlyALostAttemptWhoseCommitIsInDoubtAgain(Result result, boolean certain, int tries) {
		this.late.add(settlement(1, certain));
		retry(result);
		retry(result);
		assertThat(this.tried).hasSize(tries);
	}

	@Test
	void dropsAnOutcomeAfterItsEnd() {
		this.late.add(settlement(1, false), Deadline.in(Duration.ZERO));
		this.late.add(settlement(2, false), Deadline.in(Duration.ofMinutes(1)));
		retry(Result.CHANGED);
		assertThat(this.tried).containsExactly(settlement(2, false));
	}

	@Test
	void keepsAllOutcomesWhileTheLedgerIsUnavailable() {
		this.late.add(settlement(1, true));
		this.late.add(settlement(2, true));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> this.late.retry((settlement) -> {
			throw new LedgerUnavailableException("away");
		}));
		retry(Result.CHANGED);
		assertThat(this.tried).hasSize(2);
	}

	@Test
	void isNotUnlimited() {
		for (int i = 0; i < 10_001; i++) {
			this.late.add(settlement(i, true));
		}
		retry(Result.CHANGED);
		assertThat(this.tried).hasSize(10_000);
	}

	private void retry(Result result) {
		this.late.retry((settlement) -> {
			this.tried.add(settlement);
			return result;
		});
	}

	private static Settlement settlement(int number, boolean certain) {
		AttemptId attempt = new AttemptId(new UUID(0, number));
		ResetCommand command = Commands.reset("dds-bp1").build();
		return new Settlement(attempt, certain ? TrailEntry.settled(attempt, command, ACCEPTED) : null, ACCEPTED,
				SettledBy.CALLER);
	}

}
