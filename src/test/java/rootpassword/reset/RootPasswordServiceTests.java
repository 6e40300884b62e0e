package rootpassword.reset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.kit.Commands;
import rootpassword.kit.SilentObserver;
import rootpassword.kit.StubGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;

class RootPasswordServiceTests {

	private static final String SECRET = "Canary#4711";

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("01970000-0000-7000-8000-000000000001"));

	private static final ResetCommand COMMAND = Commands.reset("dds-a")
		.password(SECRET)
		.characterType(CharacterType.DB)
		.reason("INC-1")
		.build();

	private static final ResetOutcome ACCEPTED = new Accepted(new ProviderAnswer(200, null, "REQ-1", null));

	private static final ResetOutcome REJECTED = new Rejected(Rejection.PROVIDER_THROTTLED,
			new ProviderAnswer(503, "Throttling", "REQ-2", Duration.ofSeconds(3)));

	private static final ResetOutcome UNCONFIRMED = new Unconfirmed(new ProviderAnswer(500, null, "REQ-3", null));

	private final List<String> steps = new ArrayList<>();

	private final CoreLog log = new CoreLog();

	private Supplier<Admission> opening = () -> admitted(Duration.ofSeconds(30));

	private Supplier<ResetOutcome> calling = () -> ACCEPTED;

	private Supplier<Optional<Refused>> looking = Optional::empty;

	private Runnable settling = () -> {
	};

	private Supplier<LoginCheck.Result> login = () -> LoginCheck.Result.SKIPPED;

	private @Nullable Deadline limit;

	private Runnable recordingLogin = () -> {
	};

	private final List<String> heard = new ArrayList<>();

	private final RootPasswordService service = new RootPasswordService(new ScriptedLedger(), gateway(512).targets(),
			new ScriptedLogin(), new Listener());

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void opensCallsSettlesAndReturnsTheOutcome(ResetOutcome outcome) {
		this.calling = () -> outcome;
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(this.steps).containsExactly("open", "call", "settle " + outcome.word());
		assertThat(receipt.attempt()).isEqualTo(ATTEMPT);
		assertThat(receipt.outcome()).isSameAs(outcome);
		assertThat(receipt.recorded()).isTrue();
		assertThat(receipt.replayed()).isFalse();
	}

	@Test
	void notifiesItsObserverOnce() {
		this.calling = () -> REJECTED;
		this.service.reset(COMMAND);
		assertThat(this.heard).containsExactly("settled rejected, null", "answered rejected");
	}

	@Test
	void passesOnTheWaitOfTheProvider() {
		this.calling = () -> REJECTED;
		assertThat(this.service.reset(COMMAND).retryAfter()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void asksForNoWaitOnceAccepted() {
		assertThat(this.service.reset(COMMAND).retryAfter()).isNull();
	}

	@Test
	void asksForTheRestOfTheLeaseWhenUnconfirmed() {
		this.opening = () -> admitted(Duration.ofHours(1));
		this.calling = () -> UNCONFIRMED;
		assertThat(this.service.reset(COMMAND).retryAfter()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
	}

	@Test
	void asksForAShortWaitWhenAKeyIsUnconfirmed() {
		this.opening = () -> admitted(Duration.ofHours(1));
		this.calling = () -> UNCONFIRMED;
		ResetCommand keyed = new ResetCommand(COMMAND.instance(), COMMAND.password(), null,
				new Origin(COMMAND.origin().actor(), null, null), new IdempotencyKey("k"));
		assertThat(this.service.reset(keyed).retryAfter()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void sendsNothingThatCannotBeRecorded() {
		this.opening = () -> {
			throw new LedgerUnavailableException("No database", new IllegalStateException("refused"));
		};
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(this.steps).containsExactly("open");
		assertThat(receipt).isEqualTo(
				new ResetReceipt(null, new Rejected(Rejection.LEDGER_UNAVAILABLE), false, false, null, null, false));
		assertThat(this.log.lines()).singleElement().asString().startsWith("WARNING").contains("No database");
	}

	@Test
	void doesNotSendAResetThatCouldOutlastItsLease() {
		this.opening = () -> admitted(DEADLINE.minusMillis(1));
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(this.steps).containsExactly("open", "settle rejected");
		assertThat(receipt).isEqualTo(
				new ResetReceipt(ATTEMPT, new Rejected(Rejection.LEDGER_UNAVAILABLE), true, false, null, null, false));
	}

	@ParameterizedTest
	@MethodSource
	void isUnconfirmedWhenTheGatewayFails(Throwable failure) {
		this.calling = () -> {
			throw RootPasswordServiceTests.<RuntimeException>unchecked(failure);
		};
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(this.steps).containsExactly("open", "call", "settle unconfirmed");
		assertThat(receipt.outcome()).isEqualTo(new Unconfirmed(ProviderAnswer.NONE));
		assertThat(receipt.attempt()).isEqualTo(ATTEMPT);
		assertThat(receipt.recorded()).isTrue();
		assertThat(receipt.retryAfter()).isGreaterThan(Duration.ofSeconds(20));
		assertThat(this.log.lines()).noneMatch((line) -> line.contains(SECRET))
			.filteredOn((line) -> line.startsWith("SEVERE"))
			.singleElement()
			.asString()
			.contains(ATTEMPT.toString(), failure.getClass().getName());
	}

	static Stream<Throwable> isUnconfirmedWhenTheGatewayFails() {
		return Stream.of(new IllegalStateException(SECRET), new RuntimeException(SECRET, new Exception(SECRET)),
				new LinkageError(SECRET), new NoClassDefFoundError(SECRET), new StackOverflowError(SECRET),
				new AssertionError(SECRET), new Exception(SECRET));
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void returnsTheOutcomeWhenItCannotBeRecorded(ResetOutcome outcome) {
		this.calling = () -> outcome;
		this.settling = () -> {
			throw new LedgerUnavailableException("No database", new IllegalStateException("refused"));
		};
		returnsUnrecorded(outcome);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void returnsTheOutcomeWhenTheLedgerHasABug(ResetOutcome outcome) {
		this.calling = () -> outcome;
		this.settling = () -> {
			throw new IllegalStateException("Bug");
		};
		returnsUnrecorded(outcome);
	}

	@Test
	void returnsTheOutcomeWhenTheLedgerLacksAClass() {
		this.settling = () -> {
			throw new NoClassDefFoundError("Bug");
		};
		returnsUnrecorded(ACCEPTED);
	}

	private void returnsUnrecorded(ResetOutcome outcome) {
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(this.steps).containsExactly("open", "call", "settle " + outcome.word());
		assertThat(receipt.attempt()).isEqualTo(ATTEMPT);
		assertThat(receipt.outcome()).isSameAs(outcome);
		assertThat(receipt.recorded()).isFalse();
		assertThat(this.heard).hasSize(2)
			.first()
			.asString()
			.startsWith("settled " + outcome.word() + ", ")
			.doesNotContain("null");
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void replaysWithoutCalling(ResetOutcome outcome) {
		this.opening = () -> new Replayed(ATTEMPT, outcome, false);
		assertThat(this.service.reset(COMMAND))
			.isEqualTo(new ResetReceipt(ATTEMPT, outcome, true, true, null, null, false));
		assertThat(this.steps).containsExactly("open");
	}

	@ParameterizedTest
	@MethodSource
	void passesOnRefusals(@Nullable AttemptId attempt, @Nullable Duration retryAfter) {
		this.opening = () -> new Refused(attempt, Rejection.IN_FLIGHT, retryAfter, null);
		assertThat(this.service.reset(COMMAND)).isEqualTo(
				new ResetReceipt(attempt, new Rejected(Rejection.IN_FLIGHT), true, false, retryAfter, null, false));
		assertThat(this.steps).containsExactly("open");
	}

	static Stream<Object[]> passesOnRefusals() {
		return Stream.of(new Object[] { null, null }, new Object[] { ATTEMPT, Duration.ofSeconds(7) });
	}

	@Test
	void aValidationOnlyValidates() {
		assertThat(this.service.validate(COMMAND)).isEmpty();
		this.looking = () -> Optional.of(new Refused(ATTEMPT, Rejection.IN_FLIGHT, Duration.ofSeconds(7), null));
		assertThat(this.service.validate(COMMAND)).contains(new ResetReceipt(ATTEMPT, new Rejected(Rejection.IN_FLIGHT),
				true, false, Duration.ofSeconds(7), null, false));
		assertThat(this.steps).containsExactly("validate", "validate");
	}

	@Test
	void aLoginCheckTakesNoCapacity() {
		RootPasswordService small = new RootPasswordService(new ScriptedLedger(), gateway(1).targets(),
				new ScriptedLogin(), new SilentObserver());
		List<ResetReceipt> meanwhile = new ArrayList<>();
		this.login = () -> {
			this.login = () -> LoginCheck.Result.SKIPPED;
			meanwhile.add(small.reset(COMMAND));
			return LoginCheck.Result.FAILED;
		};
		small.reset(COMMAND);
		assertThat(meanwhile).singleElement().satisfies((receipt) -> assertThat(receipt.outcome()).isSameAs(ACCEPTED));
	}

	@Test
	void aValidationNeedsTheLedger() {
		this.looking = () -> {
			throw new LedgerUnavailableException("No database", new IllegalStateException("refused"));
		};
		assertThat(this.service.validate(COMMAND)).contains(
				new ResetReceipt(null, new Rejected(Rejection.LEDGER_UNAVAILABLE), false, false, null, null, false));
	}

	@Test
	void validationsInTurnNeverExceedTheirCapacity() {
		assertThat(IntStream.range(0, 100).mapToObj((i) -> this.service.validate(COMMAND)))
			.allSatisfy((refusal) -> assertThat(refusal).isEmpty());
	}

	@Test
	void aValidationChecksTheCapacityButTakesNone() {
		RootPasswordService small = new RootPasswordService(new ScriptedLedger(), gateway(1).targets(), LoginCheck.OFF,
				new SilentObserver());
		List<Optional<ResetReceipt>> meanwhile = new ArrayList<>();
		this.calling = () -> {
			meanwhile.add(small.validate(COMMAND));
			return ACCEPTED;
		};
		small.reset(COMMAND);
		assertThat(meanwhile).containsExactly(Optional.of(new ResetReceipt(null, new Rejected(Rejection.OVERLOADED),
				false, false, Duration.ofSeconds(1), null, false)));
		this.looking = () -> {
			assertThat(small.reset(COMMAND).outcome()).isSameAs(ACCEPTED);
			return Optional.empty();
		};
		this.calling = () -> ACCEPTED;
		assertThat(small.validate(COMMAND)).isEmpty();
	}

	@Test
	void logsInOnceTheOutcomeIsRecorded() {
		logIn(LoginCheck.Result.EFFECTIVE);
		for (ResetOutcome outcome : List.of(ACCEPTED, UNCONFIRMED)) {
			this.steps.clear();
			this.calling = () -> outcome;
			ResetReceipt receipt = this.service.reset(COMMAND);
			assertThat(this.steps).containsExactly("open", "call", "settle " + outcome.word(), "log in",
					"record login");
			assertThat(receipt.effective()).isTrue();
			assertThat(receipt.outcome()).isSameAs(outcome);
		}
	}

	@Test
	void doesNotLogInWhenNothingWasChanged() {
		logIn(LoginCheck.Result.EFFECTIVE);
		this.calling = () -> REJECTED;
		assertThat(this.service.reset(COMMAND).effective()).isFalse();
		assertThat(this.steps).containsExactly("open", "call", "settle rejected");
	}

	@Test
	void doesNotLogInBeforeTheOutcomeIsRecorded() {
		logIn(LoginCheck.Result.EFFECTIVE);
		this.settling = () -> {
			throw new LedgerUnavailableException("No database", new IllegalStateException());
		};
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(receipt.effective()).isFalse();
		assertThat(receipt.outcome()).isSameAs(ACCEPTED);
		assertThat(this.steps).containsExactly("open", "call", "settle accepted");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EFFECTIVE")
	void recordsNothingWithoutASuccess(LoginCheck.Result result) {
		logIn(result);
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(receipt.effective()).isFalse();
		assertThat(receipt.outcome()).isSameAs(ACCEPTED);
		assertThat(this.steps).containsExactly("open", "call", "settle accepted", "log in");
	}

	@Test
	void saysNothingOfALoginThatIsNotRecorded() {
		logIn(LoginCheck.Result.EFFECTIVE);
		this.recordingLogin = () -> {
			throw new LedgerUnavailableException("No database", new IllegalStateException());
		};
		ResetReceipt receipt = this.service.reset(COMMAND);
		assertThat(receipt.effective()).isFalse();
		assertThat(receipt.recorded()).isTrue();
		assertThat(receipt.outcome()).isSameAs(ACCEPTED);
		assertThat(this.log.lines()).singleElement().asString().contains(ATTEMPT.toString(), "not recorded");
	}

	@Test
	void returnsTheOutcomeWhenTheLoginCheckHasABug() {
		for (Throwable bug : List.of(new IllegalStateException(SECRET), new StackOverflowError(SECRET))) {
			this.login = () -> {
				throw RootPasswordServiceTests.<RuntimeException>unchecked(bug);
			};
			ResetReceipt receipt = this.service.reset(COMMAND);
			assertThat(receipt.outcome()).isSameAs(ACCEPTED);
			assertThat(receipt.recorded()).isTrue();
			assertThat(receipt.effective()).isFalse();
		}
		assertThat(this.log.lines()).hasSize(2).noneMatch((line) -> line.contains(SECRET));
	}

	@Test
	void logsInWhileTheLeaseLasts() {
		Deadline lease = Deadline.in(Duration.ofSeconds(30));
		this.opening = () -> new Admitted(ATTEMPT, lease);
		this.service.reset(COMMAND);
		assertThat(this.limit).isSameAs(lease);
	}

	@Test
	void repeatsWhatIsRecordedOfALogin() {
		this.opening = () -> new Replayed(ATTEMPT, ACCEPTED, true);
		assertThat(this.service.reset(COMMAND).effective()).isTrue();
		assertThat(this.steps).containsExactly("open");
	}

	private void logIn(LoginCheck.Result result) {
		this.login = () -> {
			this.steps.add("log in");
			return result;
		};
	}

	static Stream<ResetOutcome> outcomes() {
		return Stream.of(ACCEPTED, REJECTED, UNCONFIRMED);
	}

	private StubGateway gateway(int capacity) {
		return new StubGateway((command) -> {
			assertThat(command.password()).isSameAs(COMMAND.password());
			this.steps.add("call");
			return this.calling.get();
		}, capacity, DEADLINE);
	}

	private static Admission admitted(Duration lease) {
		return new Admitted(ATTEMPT, Deadline.in(lease));
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E unchecked(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void returnsTheOutcomeWhenItsObserverHasABug() {
		RootPasswordService watched = new RootPasswordService(new ScriptedLedger(), gateway(512).targets(),
				LoginCheck.OFF, new SilentObserver() {

					@Override
					public void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome,
							@Nullable Throwable unrecorded) {
						throw new IllegalStateException("Bug");
					}

				});
		assertThat(watched.reset(COMMAND).outcome()).isSameAs(ACCEPTED);
		assertThat(this.log.lines()).singleElement().asString().startsWith("WARNING");
	}

	private final class Listener implements ResetObserver {

		@Override
		public void settled(ResetCommand command, AttemptId attempt, ResetOutcome outcome,
				@Nullable Throwable unrecorded) {
			assertThat(command.password()).isSameAs(COMMAND.password());
			assertThat(attempt).isEqualTo(ATTEMPT);
			RootPasswordServiceTests.this.heard.add("settled " + outcome.word() + ", " + unrecorded);
		}

		@Override
		public void answered(@Nullable String target, ResetReceipt receipt, Duration time) {
			assertThat(time).isBetween(Duration.ZERO, Duration.ofMinutes(1));
			RootPasswordServiceTests.this.heard.add("answered " + receipt.outcome().word());
		}

	}

	private final class ScriptedLedger implements ResetLedger {

		@Override
		public Admission open(ResetCommand command) {
			assertThat(command.password()).isSameAs(COMMAND.password());
			RootPasswordServiceTests.this.steps.add("open");
			return RootPasswordServiceTests.this.opening.get();
		}

		@Override
		public Optional<Refused> validate(ResetCommand command) {
			assertThat(command.password()).isSameAs(COMMAND.password());
			RootPasswordServiceTests.this.steps.add("validate");
			return RootPasswordServiceTests.this.looking.get();
		}

		@Override
		public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
			assertThat(attempt).isEqualTo(ATTEMPT);
			RootPasswordServiceTests.this.steps.add("settle " + outcome.word());
			RootPasswordServiceTests.this.settling.run();
		}

		@Override
		public void recordLogin(AttemptId attempt) {
			assertThat(attempt).isEqualTo(ATTEMPT);
			RootPasswordServiceTests.this.steps.add("record login");
			RootPasswordServiceTests.this.recordingLogin.run();
		}

		@Override
		public void recordRefusal(EarlyRefusal refusal) {
			RootPasswordServiceTests.this.steps.add("note");
		}

	}

	private final class ScriptedLogin implements LoginCheck {

		@Override
		public Result check(ResetCommand command, Deadline deadline) {
			RootPasswordServiceTests.this.limit = deadline;
			return RootPasswordServiceTests.this.login.get();
		}

	}

}
