package rootpassword.metrics;

import java.time.Duration;
import java.util.function.Function;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.LoginCheck.Result;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.reconciliation.ReconciliationObserver;

/** Decorates the ports of the core with metrics and spans. */
@Configuration(proxyBeanMethods = false)
final class MetricsConfiguration {

	@Bean
	Spans spans(ObjectProvider<Tracer> tracer, Environment environment) {
		return new Spans(tracer.getIfAvailable(() -> Tracer.NOOP),
				environment.containsProperty("management.opentelemetry.tracing.export.otlp.endpoint"));
	}

	@Bean
	@Primary
	ResetLedger measuredLedger(@Qualifier("resetLedger") ResetLedger ledger, MeterRegistry registry, Spans spans) {
		return new MeasuredLedger(ledger, registry, spans);
	}

	@Bean
	MeasuredAttempts measuredAttempts(@Qualifier("targets") Targets targets, MeterRegistry registry, Spans spans) {
		return new MeasuredAttempts(targets, registry, spans);
	}

	@Bean
	@Primary
	Targets measuredTargets(MeasuredAttempts attempts) {
		return attempts.targets();
	}

	@Bean
	@Primary
	@ConditionalOnBooleanProperty("root-password.login-check.enabled")
	LoginCheck measuredLoginCheck(@Qualifier("scramLoginCheck") LoginCheck loginCheck, Targets targets,
			MeterRegistry registry, Spans spans) {
		MeterProvider<Timer> checks = Timer.builder("root.password.login.checks")
			.description("Login checks")
			.withRegistry(registry);
		for (Target target : targets.all()) {
			for (Result result : Result.values()) {
				checks.withTags("target", target.name(), "result", result.code());
			}
		}
		return (command, deadline) -> {
			long start = System.nanoTime();
			String target = String.valueOf(command.target());
			Result result = spans.in("login check", (span) -> {
				Result found = loginCheck.check(command, deadline);
				span.tag("target", target);
				span.tag("result", found.code());
				return found;
			});
			checks.withTags("target", target, "result", result.code())
				.record(Duration.ofNanos(System.nanoTime() - start));
			return result;
		};
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	Function<String, ReconciliationObserver> reconciliationObservers(MeterRegistry registry) {
		return (target) -> new ReconciliationCounters(registry, target);
	}

	/**
	 * The number of answers 401: the sum of Spring's timers, whose series begin only with
	 * the first such answer. An alert needs a series from the start.
	 */
	@Bean
	MeterBinder unauthenticatedCounter() {
		return (registry) -> FunctionCounter
			.builder("root.password.unauthenticated", registry,
					(all) -> all.find("http.server.requests")
						.tag("status", "401")
						.timers()
						.stream()
						.mapToLong(Timer::count)
						.sum())
			.description("Requests that were answered 401")
			.register(registry);
	}

	/** Drops request paths, which can contain any text. The path pattern stays. */
	@Bean
	ObservationFilter pathFilter() {
		return (context) -> {
			context.removeHighCardinalityKeyValue("http.url");
			return context;
		};
	}

}
