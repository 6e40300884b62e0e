package rootpassword.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.InstanceId;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.HistoryPage;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Web and security over real HTTP, on a ledger that only remembers and a provider that
 * takes everything.
 */
final class SecurityFixture implements AutoCloseable {

	static final String INSTANCE = "dds-prod1";

	/** The one attempt that the ledger has always known. */
	static final Attempt ATTEMPT = new Attempt(new AttemptId(UUID.fromString("0197a000-0000-7000-8000-000000000001")),
			new InstanceId(INSTANCE), "portal", "portal", null, null, Instant.EPOCH, null, "open", null, null, null,
			null);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private SecurityFixture(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static SecurityFixture start(String... properties) {
		String[] fixed = { "server.port=0", "management.server.port=0", "server.address=127.0.0.1",
				"management.server.address=127.0.0.1" };
		return new SecurityFixture(new SpringApplicationBuilder(Fixture.class)
			.properties("spring.main.banner-mode=off", "management.endpoint.health.validate-group-membership=false",
					"spring.autoconfigure.exclude="
							+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
							+ "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
			.run(Stream.concat(Stream.of(fixed), Stream.of(properties))
				.map((property) -> "--" + property)
				.toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + path);
	}

	URI managementUri(String path) {
		return URI
			.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.management.port") + path);
	}

	HttpResponse<String> reset(String instance, String token, String... headers) {
		return post("/instances/" + instance + "/root-password", token, headers);
	}

	HttpResponse<String> validate(String instance, String token) {
		return post("/instances/" + instance + "/root-password/validation", token);
	}

	private HttpResponse<String> post(String path, String token, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"password\":\"Correct!Horse7\"}"));
		if (!token.isEmpty()) {
			request.header("Authorization", "Bearer " + token);
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request);
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.timeout(Duration.ofSeconds(20)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Whoever has come as far as the ledger since the last time. */
	List<Actor> trail() {
		List<Actor> seen = this.context.getBean(Memory.class).actors;
		List<Actor> copy = List.copyOf(seen);
		seen.clear();
		return copy;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Without a stereotype, so that no scan finds it.
	 */
	@EnableAutoConfiguration
	@ConfigurationPropertiesScan("rootpassword.security")
	@ComponentScan({ "rootpassword.security", "rootpassword.web" })
	static class Fixture {

		@Bean
		PasswordPolicy passwordPolicy() {
			return new PasswordPolicy(PasswordPolicy.PROVIDER_SPECIAL_CHARACTERS, 8, false);
		}

		@Bean
		Memory ledger() {
			return new Memory();
		}

		@Bean
		AttemptHistory history() {
			return new AttemptHistory() {
				@Override
				public Optional<Attempt> find(AttemptId attempt) {
					return ATTEMPT.id().equals(attempt) ? Optional.of(ATTEMPT) : Optional.empty();
				}

				@Override
				public HistoryPage read(HistoryQuery query) {
					return new HistoryPage(List.of(ATTEMPT), null);
				}
			};
		}

		@Bean
		AccountGateway gateway() {
			return new AccountGateway() {
				@Override
				public ResetOutcome reset(ResetCommand command, Admitted admission) {
					return new ResetOutcome.Accepted(new ProviderAnswer(200, null, "R-1", null));
				}

				@Override
				public int capacity() {
					return 512;
				}

				@Override
				public Duration deadline() {
					return Duration.ofSeconds(1);
				}
			};
		}

		@Bean
		RootPasswordService service(ResetLedger ledger, AccountGateway gateway) {
			return new RootPasswordService(ledger, gateway, rootpassword.reset.ResetObserver.NONE);
		}

	}

	/**
	 * Remembers who asked.
	 */
	static final class Memory implements ResetLedger {

		private final List<Actor> actors = new CopyOnWriteArrayList<>();

		@Override
		public Admission open(ResetCommand command) {
			this.actors.add(command.origin().actor());
			return new Admission.Admitted(new AttemptId(UUID.randomUUID()), Deadline.in(Duration.ofSeconds(30)));
		}

		@Override
		public Optional<Admission.Refused> validate(ResetCommand command) {
			this.actors.add(command.origin().actor());
			return Optional.empty();
		}

		@Override
		public void settle(AttemptId attempt, ResetOutcome outcome) {
			// Who asked is known since open
		}

		@Override
		public void note(EarlyRefusal refusal) {
			this.actors.add(refusal.origin().actor());
		}

	}

}
