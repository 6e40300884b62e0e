package rootpassword.export;

import java.io.IOException;
import java.util.Set;

/**
 * The destination answered, and did not confirm.
 */
final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	/** Client errors that a repeat can cure: timeout, too early, too many requests. */
	private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

	private final int status;

	RefusedException(int status) {
		super("status " + status);
		this.status = status;
	}

	/** Whether the destination knows other rows with these indexes, or misses some. */
	boolean isConflict() {
		return this.status == 409;
	}

	/** Whether the same rows will be refused until someone changes something. */
	boolean isFinal() {
		return this.status < 500 && !TRANSIENT.contains(this.status);
	}

}
