package rootpassword.evidence;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import rootpassword.evidence.anchor.Anchors;
import rootpassword.evidence.seal.Sealer;
import rootpassword.evidence.seal.Sealer.Sealed;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/** Seals new rows of the trail, and anchors each checkpoint after its commit. */
@Component
final class SealingJob implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SealingJob.class);

	/** After a round with this number of rows, more rows are probably waiting. */
	private static final int MANY = 256;

	/** A long backlog is left to the next start, or to another replica. */
	private static final Duration LIMIT_AT_THE_END = Duration.ofSeconds(5);

	private final Sealer sealer;

	private final Anchors anchors;

	private volatile boolean ending;

	private String contradiction = "";

	SealingJob(Sealer sealer, Anchors anchors) {
		this.sealer = sealer;
		this.anchors = anchors;
	}

	@Scheduled(fixedDelayString = "${root-password.evidence.interval:2s}")
	void seal() {
		sealUntil(() -> this.ending);
	}

	/** A stopped service leaves no row of its last requests without a seal. */
	@Override
	public void close() {
		this.ending = true;
		Deadline limit = Deadline.in(LIMIT_AT_THE_END);
		sealUntil(limit::isOver);
	}

	/** At the end a scheduled round may still be running. */
	private synchronized void sealUntil(BooleanSupplier enough) {
		try {
			Optional<Sealed> sealed;
			do {
				sealed = this.sealer.seal();
				sealed.map(Sealed::newest).ifPresentOrElse(this.anchors::add, this.anchors::compare);
			}
			while (sealed.filter((round) -> round.rows() >= MANY).isPresent() && !enough.getAsBoolean());
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Rows of the trail are not sealed yet: the ledger is unavailable");
		}
		catch (IllegalStateException ex) {
			String reason = String.valueOf(ex.getMessage());
			if (!reason.equals(this.contradiction)) {
				this.contradiction = reason;
				logger.error("Nothing is signed any more: {}", reason);
			}
		}
	}

}
