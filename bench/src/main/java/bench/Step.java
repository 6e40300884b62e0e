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

	static Step closed(String name, int clients) {
		return new Step(name, clients, Duration.ZERO, false, 0);
	}

	Step withDelay(Duration delay) {
		return new Step(this.name, this.clients, delay, this.keys, this.rate);
	}

	Step withKeys() {
		return new Step(this.name, this.clients, this.delay, true, this.rate);
	}

	Step withRate(double rate) {
		return new Step(this.name, this.clients, this.delay, this.keys, rate);
	}

	boolean isOpen() {
		return this.rate > 0;
	}

}
