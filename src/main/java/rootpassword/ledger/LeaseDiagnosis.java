package rootpassword.ledger;

import java.time.Duration;

import rootpassword.doctor.Setup;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.quota.LimitProperties;

/** Refuses times of the ledger that contradict each other, as the start does. */
public final class LeaseDiagnosis {

	private LeaseDiagnosis() {
	}

	public static void require(Setup setup) {
		LedgerProperties ledger = setup.bind(LedgerProperties.class);
		ledger.requireLeaseBeyond(setup.duration("root-password.dds.deadline", Duration.ofSeconds(10)));
		LedgerConfiguration.requireRetention(ledger, setup.bind(IdempotencyProperties.class),
				setup.bind(LimitProperties.class));
	}

}
