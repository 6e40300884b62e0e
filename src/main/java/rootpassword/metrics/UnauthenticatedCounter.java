package rootpassword.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts those who could not prove who they are, by what Spring has counted already: one
 * number that is there before the first of them.
 */
final class UnauthenticatedCounter implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("root.password.unauthenticated", registry, UnauthenticatedCounter::count)
			.description("Requests that were answered 401")
			.register(registry);
	}

	private static double count(MeterRegistry registry) {
		return registry.find("http.server.requests")
			.tag("status", "401")
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

}
