package rootpassword.export;

import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.export.ocsf.AccountChange;
import rootpassword.reset.Targets;
import rootpassword.reset.evidence.SealedTrail;

/** Wires the streams that are configured. */
@Configuration(proxyBeanMethods = false)
final class ExportConfiguration {

	@Bean
	@ConditionalOnBooleanProperty("root-password.export.otlp.enabled")
	Exporter otlpExporter(Environment environment, ObjectProvider<Resource> resource,
			ObjectProvider<BuildProperties> build, SealedTrail trail, Targets targets, JdbcClient jdbc,
			TransactionOperations jobTransactions, MeterRegistry registry) {
		// What the operator has configured wins
		Resource service = Resource
			.create(Attributes.of(AttributeKey.stringKey("service.version"),
					build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev")))
			.merge(resource.getIfAvailable(Resource::getDefault));
		Destination destination = new OtlpDestination(OtlpEndpoint.of(environment), service.getAttributes(),
				new AccountChange(trail.origin(), targets), Post.DEADLINE);
		return new Exporter(destination, new ExportCursor(jdbc, jobTransactions, destination.name()), trail,
				Pauses.USUAL, registry);
	}

	@Bean
	@ConditionalOnProperty("root-password.export.webhook.url")
	Exporter webhookExporter(ExportProperties properties, SealedTrail trail, Targets targets, JdbcClient jdbc,
			TransactionOperations jobTransactions, MeterRegistry registry) {
		Destination destination = new WebhookDestination(Objects.requireNonNull(properties.webhook().url),
				properties.webhook().keys, new AccountChange(trail.origin(), targets), Post.DEADLINE);
		return new Exporter(destination, new ExportCursor(jdbc, jobTransactions, destination.name()), trail,
				Pauses.USUAL, registry);
	}

}
