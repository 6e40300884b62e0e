package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import rootpassword.evidence.anchor.AnchorHealth.ConflictException;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.SealedEvidence.Newest;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Asks a C2SP tlog-witness to cosign the newest checkpoint. It signs only a tree that
 * continues the one that it has seen before.
 */
final class Witness {

	private static final Map<String, String> HEADERS = Map.of("Content-Type", "text/plain; charset=utf-8");

	private final URI uri;

	private final VerifierKey key;

	private final SealedEvidence evidence;

	/** Gets each checkpoint that this witness has cosigned. */
	private final Consumer<SignedNote> cosigned;

	private final Duration deadline;

	private final Duration pauseAfterFailure;

	private final AtMostOnceClient http;

	private final AnchorHealth health;

	private boolean compared;

	private Deadline endOfPause = Deadline.in(Duration.ZERO);

	Witness(URI url, VerifierKey key, SealedEvidence evidence, Consumer<SignedNote> cosigned, Duration deadline,
			Duration pauseAfterFailure) {
		this.uri = URI.create(url.toString().replaceFirst("/*$", "/add-checkpoint"));
		this.key = key;
		this.evidence = evidence;
		this.cosigned = cosigned;
		this.deadline = deadline;
		this.pauseAfterFailure = pauseAfterFailure;
		this.http = new AtMostOnceClient(deadline);
		this.health = new AnchorHealth("the witness " + key.name());
	}

	/**
	 * Asks, unless the newest checkpoint is cosigned or the witness failed just now. The
	 * first time it asks in any case, because a restored ledger may have the cosignature
	 * of its newest checkpoint.
	 */
	void ask() {
		if (!this.endOfPause.isOver()) {
			return;
		}
		try {
			Newest newest = this.evidence.newest(this.key.toString()).orElse(null);
			if (newest != null && (newest.cosigned() < newest.size() || !this.compared)) {
				cosign(newest);
				this.compared = true;
				this.health.succeeded();
			}
		}
		catch (IOException ex) {
			this.health.failed(ex);
			this.endOfPause = Deadline.in(this.pauseAfterFailure);
		}
		catch (LedgerUnavailableException ex) {
			// It says nothing about the witness. The next look asks again
		}
	}

	AnchorHealth health() {
		return this.health;
	}

	/**
	 * Submits the checkpoint with a proof from the size that the witness has seen last. A
	 * witness that has seen another one answers 409 and that size.
	 */
	private void cosign(Newest newest) throws IOException {
		long seen = newest.cosigned();
		Answered answer = submit(newest, seen);
		for (int retries = 1; answer.status() == 409; retries--) {
			long other = seenSize(answer);
			if (other == seen) {
				throw new ConflictException("it has seen another tree of " + seen + " rows");
			}
			if (other > newest.size() || retries == 0) {
				// Another replica has shown it a checkpoint in the meantime
				return;
			}
			seen = other;
			answer = submit(newest, seen);
		}
		if (answer.status() == 422) {
			throw new ConflictException("these " + newest.size() + " rows do not continue the tree that it has seen");
		}
		if (answer.status() != 200) {
			throw new IOException("status " + answer.status());
		}
		String line = text(answer).lines()
			.filter((candidate) -> isCosignature(newest.note(), candidate))
			.findFirst()
			.orElseThrow(() -> new IOException("no valid cosignature"));
		this.cosigned.accept(this.evidence.addCosignature(newest, this.key.toString(), line));
	}

	private Answered submit(Newest newest, long oldSize) throws IOException {
		String proof = this.evidence.consistencyProof(oldSize, newest.size())
			.stream()
			.map((hash) -> hash.base64() + "\n")
			.collect(Collectors.joining());
		String body = "old " + oldSize + "\n" + proof + "\n" + newest.note();
		return switch (this.http.post(this.uri, HEADERS, body.getBytes(StandardCharsets.UTF_8),
				Deadline.in(this.deadline))) {
			case Answered answered -> answered;
			case Unanswered(String cause, int status) -> throw new IOException(cause);
			case Unsent(String cause) -> throw new IOException(cause);
		};
	}

	/** The witness cannot have seen a checkpoint that this ledger does not have. */
	private long seenSize(Answered answer) throws IOException {
		String text = text(answer).strip();
		if (!text.matches("[0-9]{1,18}")) {
			throw new IOException("status 409 without a size");
		}
		long seen = Long.parseLong(text);
		if (seen > this.evidence.size()) {
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

	private static String text(Answered answer) {
		return new String(answer.body(), StandardCharsets.UTF_8);
	}

}
