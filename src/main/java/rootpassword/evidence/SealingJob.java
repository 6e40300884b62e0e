package rootpassword.evidence;

import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.evidence.anchor.Anchors;
import rootpassword.evidence.seal.Sealer;
import rootpassword.evidence.seal.Sealer.ContradictionException;
import rootpassword.evidence.seal.Sealer.Sealed;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Seals new rows of the trail, and anchors each checkpoint after its commit.
 */
final class SealingJob {

	private static final Logger logger = LoggerFactory.getLogger(SealingJob.class);

	/** With so many rows more are probably waiting. */
	private static final int MANY = 256;

	private final Sealer sealer;

	private final Anchors anchors;

	SealingJob(Sealer sealer, Anchors anchors) {
		this.sealer = sealer;
		this.anchors = anchors;
	}

	@Scheduled(fixedDelayString = "${root-password.evidence.interval:2s}")
	void seal() {
		try {
			Optional<Sealed> sealed;
			do {
				sealed = this.sealer.seal();
				sealed.map(Sealed::newest).ifPresent(this.anchors::add);
			}
			while (sealed.filter((round) -> round.rows() >= MANY).isPresent());
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Rows of the trail are not sealed yet: the ledger is unavailable");
		}
		catch (ContradictionException ex) {
			logger.error("Nothing is signed any more: {}", ex.getMessage());
		}
	}

}
