package rootpassword.reset;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

/**
 * Resets root passwords, each on the target that serves the instance. Each target has its
 * own gateway and capacity, so that one that hangs does not hold up the others.
 */
public final class RootPasswordService {

	private static final Logger LOGGER = System.getLogger(RootPasswordService.class.getName());

	private final ResetLedger ledger;

	private final Targets targets;

	private final ResetObserver observer;

	private final Map<String, TargetResets> resets;

	public RootPasswordService(ResetLedger ledger, Targets targets, LoginCheck loginCheck, ResetObserver observer) {
		this.ledger = ledger;
		this.targets = targets;
		this.observer = observer;
		this.resets = targets.all()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Target::name,
					(target) -> new TargetResets(ledger, target.gateway(), loginCheck, observer)));
	}

	/**
	 * Resets the password if a target serves the instance and the ledger admits the
	 * command. The receipt claims only what is known, even if ledger, gateway or observer
	 * fail.
	 */
	public ResetReceipt reset(ResetCommand command) {
		long start = System.nanoTime();
		String target = target(command);
		ResetReceipt receipt = (target != null) ? resets(target).reset(command.on(target)) : refuse(command, false);
		TargetResets
			.notifyObserver(() -> this.observer.answered(target, receipt, Duration.ofNanos(System.nanoTime() - start)));
		return receipt;
	}

	/**
	 * Returns the refusal that {@link #reset} would return now, before any call to the
	 * provider; empty if it would admit or replay. It opens no attempt.
	 */
	public Optional<ResetReceipt> validate(ResetCommand command) {
		String target = target(command);
		return (target != null) ? resets(target).validate(command.on(target)) : Optional.of(refuse(command, true));
	}

	private @Nullable String target(ResetCommand command) {
		return this.targets.of(command.instance()).map(Target::name).orElse(null);
	}

	private TargetResets resets(String target) {
		return Objects.requireNonNull(this.resets.get(target));
	}

	/** Refuses a command for an instance that no target serves. */
	private ResetReceipt refuse(ResetCommand command, boolean validation) {
		try {
			this.ledger.recordRefusal(
					new EarlyRefusal(command.origin(), command.instance(), Rejection.INSTANCE_NOT_FOUND, validation));
		}
		catch (LedgerUnavailableException ex) {
			LOGGER.log(Level.WARNING, "A refusal (instance-not-found) is not in the trail ({0})", ex.getMessage());
		}
		return ResetReceipt.unrecorded(Rejection.INSTANCE_NOT_FOUND, null);
	}

}
