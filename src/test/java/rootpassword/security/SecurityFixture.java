package rootpassword.security;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.Outcomes;
import rootpassword.kit.SilentObserver;
import rootpassword.kit.StubGateway;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.Targets;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;
import rootpassword.reset.evidence.SealedTrail.ProvenRow;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptHistory.HistoryPage;
import rootpassword.reset.history.AttemptHistory.HistoryQuery;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Web and security over real HTTP, on a ledger that only remembers and a provider that
 * takes everything.
 */
final class SecurityFixture implements AutoCloseable {

	static final String INSTANCE = "dds-prod1";

	/** The only attempt in the history. */
	static final Attempt ATTEMPT = new Attempt(new AttemptId(UUID.fromString("0197a000-0000-7000-8000-000000000001")),
			new InstanceId(INSTANCE), "default", "portal", "portal", null, null, Instant.EPOCH, null, "open", null,
			null, null, null, null, false);

	private final Facade facade;

	private SecurityFixture(Facade facade) {
		this.facade = facade;
	}

	static SecurityFixture start(String... properties) {
		return new SecurityFixture(Facade.startWithoutDatabase(Fixture.class, Stream.concat(
				Stream.of("spring.main.banner-mode=off", "management.endpoint.health.validate-group-membership=false",
						"spring.autoconfigure.exclude="
								+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
								+ "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"),
				Stream.of(properties))));
	}

	ConfigurableApplicationContext context() {
		return this.facade.context();
	}

	URI uri(String path) {
		return this.facade.uri(path);
	}

	URI managementUri(String path) {
		return this.facade.managementUri(path);
	}

	Answer reset(String instance, String token, String... headers) {
		return post("/instances/" + instance + "/root-password", token, headers);
	}

	Answer validate(String instance, String token) {
		return post("/instances/" + instance + "/root-password/validation", token);
	}

	private Answer post(String path, String token, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(Facade.body("Correct!Horse7")));
		if (!token.isEmpty()) {
			request.header("Authorization", "Bearer " + token);
		}
		return send(request, headers);
	}

	Answer send(HttpRequest.Builder request, String... headers) {
		return this.facade.send(request, headers);
	}

	/** The actors of the calls to the ledger since the last time, oldest first. */
	List<Actor> trail() {
		List<Actor> seen = this.facade.bean(Memory.class).actors;
		List<Actor> copy = List.copyOf(seen);
		seen.clear();
		return copy;
	}

	@Override
	public void close() {
		this.facade.close();
	}

	/**
	 * Has no stereotype, so that no component scan finds it.
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
		SealedTrail trail() {
			return new SealedTrail() {
				@Override
				public String origin() {
					return "root-password";
				}

				@Override
				public long size() {
					return 0;
				}

				@Override
				public List<SealedRow> read(long from, int limit) {
					return List.of();
				}

				@Override
				public Optional<String> checkpoint() {
					return Optional.of("checkpoint\n");
				}

				@Override
				public List<String> verifierKeys() {
					return List.of("key");
				}

				@Override
				public List<ProvenRow> proof(AttemptId attempt) {
					return List.of(new ProvenRow("{}", "proof\n"));
				}
			};
		}

		@Bean
		Targets targets() {
			return new StubGateway((command) -> Outcomes.ACCEPTED, 512, Duration.ofSeconds(1)).targets();
		}

		@Bean
		RootPasswordService service(ResetLedger ledger, Targets targets) {
			return new RootPasswordService(ledger, targets, LoginCheck.OFF, new SilentObserver());
		}

	}

	/**
	 * Remembers the actor of each call.
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
		public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
			// The actor is known since open
		}

		@Override
		public void recordLogin(AttemptId attempt) {
			throw new IllegalStateException("The login check is off");
		}

		@Override
		public void recordRefusal(EarlyRefusal refusal) {
			this.actors.add(refusal.origin().actor());
		}

	}

}
