package rootpassword.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.tracing.Tracer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Connects the instruments to what Spring Boot exports.
 */
@Configuration(proxyBeanMethods = false)
final class MetricsConfiguration {

	@Bean
	Instruments instruments(MeterRegistry registry, ObjectProvider<Tracer> tracer, Environment environment) {
		return new Instruments(registry, new Spans(tracer.getIfAvailable(() -> Tracer.NOOP),
				environment.containsProperty("management.opentelemetry.tracing.export.otlp.endpoint")));
	}

	@Bean
	UnauthenticatedCounter unauthenticated() {
		return new UnauthenticatedCounter();
	}

	/** A path is whatever somebody has typed; the pattern behind it is kept. */
	@Bean
	ObservationFilter withoutPaths() {
		return (context) -> {
			context.removeHighCardinalityKeyValue("http.url");
			return context;
		};
	}

}
