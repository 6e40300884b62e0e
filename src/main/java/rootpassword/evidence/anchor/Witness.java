package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

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

	private final Duration pauseAfterFailure;

	private Deadline pause = Deadline.in(Duration.ZERO);

	Witness(URI url, VerifierKey key, Cosignatures cosignatures, Duration deadline, Duration pauseAfterFailure) {
		this.client = new WitnessClient(url, deadline);
		this.key = key;
		this.cosignatures = cosignatures;
		this.health = new AnchorHealth("the witness " + key.name());
		this.pauseAfterFailure = pauseAfterFailure;
	}

	static Witness of(URI url, VerifierKey key, Cosignatures cosignatures) {
		return new Witness(url, key, cosignatures, Duration.ofSeconds(5), PAUSE);
	}

	/** Asks, unless the newest checkpoint is cosigned or the witness failed just now. */
	void ask() {
		if (!this.pause.isOver()) {
			return;
		}
		try {
			Optional<SignedNote> missing = this.cosignatures.missing(this.key.toString());
			if (missing.isPresent()) {
				cosign(missing.get());
				this.health.succeeded();
			}
		}
		catch (IOException | LedgerUnavailableException ex) {
			this.health.failed(ex);
			this.pause = Deadline.in(this.pauseAfterFailure);
		}
	}

	long failures() {
		return this.health.failures();
	}

	private void cosign(SignedNote checkpoint) throws IOException {
		long size = Checkpoint.parse(checkpoint.text()).size();
		Answer answer = submit(this.cosignatures.cosignedSize(this.key.toString()), size, checkpoint);
		if (answer.status() == 409) {
			answer = submit(seenSize(answer, size), size, checkpoint);
		}
		if (answer.status() != 200) {
			throw new IOException("status " + answer.status());
		}
		String line = answer.text()
			.lines()
			.filter((candidate) -> isCosignature(checkpoint, candidate))
			.findFirst()
			.orElseThrow(() -> new IOException("no valid cosignature"));
		this.cosignatures.add(size, this.key.toString(), line);
	}

	private Answer submit(long oldSize, long size, SignedNote checkpoint) throws IOException {
		return this.client.add(oldSize, this.cosignatures.consistencyProof(oldSize, size), checkpoint);
	}

	/** The witness tells the size that it has seen last. */
	private static long seenSize(Answer answer, long size) throws IOException {
		String text = answer.text().strip();
		if (!text.matches("[0-9]{1,18}")) {
			throw new IOException("status 409 without a size");
		}
		if (Long.parseLong(text) > size) {
			throw new IOException("it has seen a tree of size " + text + ", and this one has size " + size);
		}
		return Long.parseLong(text);
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
