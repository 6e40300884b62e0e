package rootpassword.export;

import java.util.List;
import java.util.Objects;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.history.SealedTrail;

/**
 * Wires the export. Without a destination there is nothing of it.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(AnyDestination.class)
final class ExportConfiguration {

	@Bean
	@ConditionalOnBooleanProperty("root-password.export.otlp.enabled")
	OtlpDestination otlpDestination(Environment environment, ObjectProvider<Resource> resource, SealedTrail trail,
			ObjectProvider<BuildProperties> build) {
		// What the operator has configured wins
		Resource service = Resource
			.create(Attributes.of(AttributeKey.stringKey("service.version"),
					build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev")))
			.merge(resource.getIfAvailable(Resource::getDefault));
		return new OtlpDestination(OtlpEndpoint.of(environment), service, trail.origin(), Post.DEADLINE);
	}

	@Bean
	@ConditionalOnProperty("root-password.export.webhook.url")
	WebhookDestination webhookDestination(ExportProperties properties, SealedTrail trail) {
		return new WebhookDestination(Objects.requireNonNull(properties.webhook().url()), properties.webhook().keys(),
				trail.origin(), Post.DEADLINE);
	}

	@Bean
	Exports exports(List<Destination> destinations, JdbcClient jdbc, TransactionOperations jobTransactions,
			SealedTrail trail) {
		OneConnection database = new OneConnection(jobTransactions, trail);
		return new Exports(destinations.stream()
			.map((destination) -> new Exporter(destination, new ExportCursor(jdbc, database, destination.name()),
					database, Pauses.USUAL))
			.toList());
	}

}
