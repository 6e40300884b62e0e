package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import rootpassword.evidence.anchor.AnchorHealth.ConflictException;
import rootpassword.evidence.anchor.WitnessClient.Answer;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.seal.Cosignatures;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Asks a witness to cosign the newest checkpoint. It signs only a tree that continues the
 * one that it has seen before.
 */
final class Witness {

	private static final Duration PAUSE = Duration.ofSeconds(30);

	private final WitnessClient client;

	private final VerifierKey key;

	private final Cosignatures cosignatures;

	private final AnchorHealth health;

	private final Consumer<SignedNote> cosigned;

	private final Duration pauseAfterFailure;

	private boolean compared;

	private Deadline pause = Deadline.in(Duration.ZERO);

	/**
	 * A witness.
	 * @param cosigned gets each checkpoint that this witness has cosigned
	 */
	Witness(URI url, VerifierKey key, Cosignatures cosignatures, Consumer<SignedNote> cosigned, Duration deadline,
			Duration pauseAfterFailure) {
		this.client = new WitnessClient(url, deadline);
		this.key = key;
		this.cosignatures = cosignatures;
		this.cosigned = cosigned;
		this.health = new AnchorHealth("the witness " + key.name());
		this.pauseAfterFailure = pauseAfterFailure;
	}

	static Witness of(URI url, VerifierKey key, Cosignatures cosignatures, Consumer<SignedNote> cosigned) {
		return new Witness(url, key, cosignatures, cosigned, Duration.ofSeconds(5), PAUSE);
	}

	/**
	 * Asks, unless the newest checkpoint is cosigned or the witness failed just now. The
	 * first time it asks in any case.
	 */
	void ask() {
		if (!this.pause.isOver()) {
			return;
		}
		try {
			// A restored ledger may have the cosignature of its newest checkpoint
			Optional<SignedNote> missing = this.compared ? this.cosignatures.missing(this.key.toString())
					: this.cosignatures.newest();
			if (missing.isPresent()) {
				cosign(missing.get());
				this.compared = true;
				this.health.succeeded();
			}
		}
		catch (IOException ex) {
			this.health.failed(ex);
			this.pause = Deadline.in(this.pauseAfterFailure);
		}
		catch (LedgerUnavailableException ex) {
			// It says nothing about the witness; the sealing logs the outage
		}
	}

	/** Whether the witness knows a larger or another tree. */
	boolean isConflicting() {
		return this.health.isConflicting();
	}

	long failures() {
		return this.health.failures();
	}

	private void cosign(SignedNote checkpoint) throws IOException {
		long size = Checkpoint.parse(checkpoint.text()).size();
		Answer answer = submit(this.cosignatures.cosignedSize(this.key.toString()), size, checkpoint);
		if (answer.status() == 409) {
			long seen = seenSize(answer);
			if (seen > size) {
				return;
			}
			answer = submit(seen, size, checkpoint);
			if (answer.status() == 409 && seenSize(answer) != seen) {
				return;
			}
			if (answer.status() == 409) {
				throw new ConflictException("it has seen another tree of " + seen + " rows");
			}
		}
		if (answer.status() == 422) {
			throw new ConflictException("these " + size + " rows do not continue the tree that it has seen");
		}
		if (answer.status() != 200) {
			throw new IOException("status " + answer.status());
		}
		String line = answer.text()
			.lines()
			.filter((candidate) -> isCosignature(checkpoint, candidate))
			.findFirst()
			.orElseThrow(() -> new IOException("no valid cosignature"));
		this.cosigned.accept(this.cosignatures.add(checkpoint, this.key.toString(), line));
	}

	private Answer submit(long oldSize, long size, SignedNote checkpoint) throws IOException {
		return this.client.add(oldSize, this.cosignatures.consistencyProof(oldSize, size), checkpoint);
	}

	/**
	 * The witness tells the size that it has seen last. Another replica may just have
	 * shown it a newer checkpoint, but not one that this ledger does not have.
	 */
	private long seenSize(Answer answer) throws IOException {
		String text = answer.text().strip();
		if (!text.matches("[0-9]{1,18}")) {
			throw new IOException("status 409 without a size");
		}
		long seen = Long.parseLong(text);
		if (seen > this.cosignatures.size()) {
			throw new ConflictException("it has seen a tree of " + seen + " rows");
		}
		return seen;
	}

	private boolean isCosignature(SignedNote checkpoint, String line) {
		try {
			return SignedNote.of(checkpoint.text()).with(line).verifiedBy(this.key);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
