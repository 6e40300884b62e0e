package rootpassword.ledger.database;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.Deadline;

/**
 * Repeats the first work with the database while it is away, has no free connection, or
 * has locked a table. All repeats of a start share one limit.
 */
final class StartWait {

	private static final Logger logger = LoggerFactory.getLogger(StartWait.class);

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

	private final Deadline end;

	private final Duration pause;

	private Deadline silence = Deadline.in(Duration.ZERO);

	StartWait(Duration limit, Duration pause) {
		this.end = Deadline.in(limit);
		this.pause = pause;
	}

	/**
	 * Runs the work until it succeeds.
	 * @throws E the failure of the work, if it is not temporary or the time is over
	 */
	<E extends Exception> void run(Work<E> work) throws E {
		while (true) {
			try {
				work.run();
				return;
			}
			catch (Exception ex) {
				DatabaseFault fault = DatabaseFault.of(ex);
				if (fault == null || !fault.temporary() || this.end.isOver()) {
					throw ex;
				}
				if (this.silence.isOver()) {
					this.silence = Deadline.in(BETWEEN_LINES);
					logger.warn("The start waits, for {} s more: spring.datasource.url names {}",
							this.end.remaining().toSeconds(), fault.text());
				}
			}
			sleep();
		}
	}

	private void sleep() {
		try {
			Thread.sleep(this.pause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Work that can be repeated.
	 *
	 * @param <E> its failure
	 */
	@FunctionalInterface
	interface Work<E extends Exception> {

		void run() throws E;

	}

}
