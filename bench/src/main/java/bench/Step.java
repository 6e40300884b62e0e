package bench;

import java.time.Duration;

/**
 * One kind of load.
 *
 * @param clients the number of keep-alive connections
 * @param delay the provider's delay
 * @param keys whether each request has an idempotency key of its own
 * @param rate requests per second of an open loop; 0 for a closed loop, in which each
 * client sends its next request after the answer to the last one
 */
record Step(String name, int clients, Duration delay, boolean keys, double rate) {

	/** A closed loop on a provider that answers at once. */
	Step(String name, int clients) {
		this(name, clients, Duration.ZERO, false, 0);
	}

	boolean isOpen() {
		return this.rate > 0;
	}

}
