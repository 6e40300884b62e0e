package rootpassword.ledger.admission;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.ledger.quota.LimitUse;
import rootpassword.reset.AttemptId;

/**
 * All that decides on a command. While the instance's claim is locked, the facts are
 * binding; otherwise they are a snapshot.
 *
 * @param known the attempts under the command's key; {@code null} without a key, or if
 * the key is new
 * @param sameContent whether the command has the content of the first one under the key
 * @param laterAttempt whether an attempt after those under the key may have changed the
 * password: it was sent, or its outcome is unknown
 * @param ofInstance how much of the instance's limit is used; read for new keys only
 * @param ofCaller how much of the caller's limit is used; read for new keys only
 */
public record AdmissionFacts(Claim claim, @Nullable KeyedAttempts known, boolean sameContent, boolean laterAttempt,
		LimitUse ofInstance, LimitUse ofCaller) {

	/** The first attempt under the command's key; {@code null} if there is none. */
	public @Nullable AttemptId first() {
		return (this.known != null) ? this.known.first() : null;
	}

	/**
	 * The facts after another command of the same transaction has opened an attempt on
	 * the instance.
	 * @param first the first attempt under the key of that command
	 * @param fingerprint of that command, if both have the same key
	 * @param sameContent whether both have the same content
	 */
	AdmissionFacts afterOpening(AttemptId attempt, Duration lease, AttemptId first, @Nullable String fingerprint,
			boolean sameContent) {
		Claim taken = new Claim(attempt, lease, null, first);
		if (fingerprint == null) {
			return new AdmissionFacts(taken, this.known, this.sameContent, true, this.ofInstance, this.ofCaller);
		}
		KeyedAttempt open = KeyedAttempt.opened(attempt, lease);
		List<KeyedAttempt> earlier = (this.known != null) ? this.known.newestFirst() : List.of();
		return new AdmissionFacts(taken,
				new KeyedAttempts(first, fingerprint, Stream.concat(Stream.of(open), earlier.stream()).toList()),
				sameContent, false, this.ofInstance, this.ofCaller);
	}

	/** The facts after a command of the same caller has opened an attempt that counts. */
	AdmissionFacts withOneMoreOfCaller() {
		return new AdmissionFacts(this.claim, this.known, this.sameContent, this.laterAttempt, this.ofInstance,
				this.ofCaller.withOneMore());
	}

	/**
	 * The claim of an instance.
	 *
	 * @param holder the attempt that has the claim, if there is one
	 * @param remaining the rest of the lease, in whole seconds; zero or negative after
	 * its end
	 * @param outcome the word of the holder's outcome; {@code null} while it is open
	 * @param first the first attempt under the holder's key, or the holder
	 */
	public record Claim(@Nullable AttemptId holder, Duration remaining, @Nullable String outcome,
			@Nullable AttemptId first) {

		/**
		 * The claim of the latest attempt, or, if its outcome is final, of the
		 * unconfirmed one that it has overtaken.
		 */
		public static Claim of(Claim latest, Claim overtaken) {
			return (latest.isFinal() && overtaken.holder != null) ? overtaken : latest;
		}

		/**
		 * Whether the call may be in progress: the lease has not ended, and the outcome
		 * is not known.
		 */
		public boolean live() {
			return this.remaining.isPositive() && !isFinal();
		}

		private boolean isFinal() {
			return this.outcome != null && !isUnconfirmed();
		}

		private boolean isUnconfirmed() {
			return "unconfirmed".equals(this.outcome);
		}

		/** The unconfirmed attempt that the next one overtakes, if there is one. */
		public @Nullable AttemptId overtaken() {
			return live() ? this.holder : null;
		}

		/** Whether the holder is an attempt without an outcome. */
		public boolean isOpen() {
			return this.holder != null && this.outcome == null;
		}

		/** Whether the holder is unconfirmed, under the key with this first attempt. */
		boolean isUnconfirmedUnder(AttemptId first) {
			return isUnconfirmed() && first.equals(this.first);
		}

	}

}
