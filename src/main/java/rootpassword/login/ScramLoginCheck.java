package rootpassword.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.command.ResetCommand;

/**
 * Logs in to the instance with the new password, a few times at most.
 */
final class ScramLoginCheck implements LoginCheck {

	static final Duration LIMIT = Duration.ofSeconds(3);

	/** The change is asynchronous, so a refused login is repeated. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** Few, so that wrong passwords do not lock the account. */
	private static final int MAX_LOGINS = 3;

	/**
	 * The maximum number of concurrent logins, so that instances that hang cost little.
	 */
	static final int MAX_CONCURRENT = 8;

	private static final Logger logger = LoggerFactory.getLogger(ScramLoginCheck.class);

	private final List<AddressPattern> addresses;

	private final Dialler dialler;

	private final Duration limit;

	private final Semaphore capacity = new Semaphore(MAX_CONCURRENT);

	ScramLoginCheck(List<AddressPattern> addresses, Dialler dialler, Duration limit) {
		this.addresses = addresses;
		this.dialler = dialler;
		this.limit = limit;
	}

	/**
	 * Asks all addresses in turn, so that one that hangs or refuses does not hide another
	 * that works. Each has its share of the time that is left.
	 */
	@Override
	public Result check(ResetCommand command, Deadline deadline) {
		Deadline end = Deadline.in(this.limit).orEarlier(deadline);
		Set<Result> results = EnumSet.noneOf(Result.class);
		StringJoiner causes = new StringJoiner(", ");
		try {
			for (int logins = 0; logins < MAX_LOGINS && !end.isOver();) {
				boolean refused = false;
				for (int i = 0; i < this.addresses.size() && logins < MAX_LOGINS; i++) {
					Result result = ask(this.addresses.get(i), command,
							Deadline.in(end.remaining().dividedBy(this.addresses.size() - i)), causes);
					if (result == Result.EFFECTIVE) {
						return result;
					}
					results.add(result);
					refused |= result == Result.REFUSED;
					logins += (result == Result.REFUSED) ? 1 : 0;
				}
				if (!refused || logins == MAX_LOGINS || end.remaining().compareTo(PAUSE) <= 0) {
					break;
				}
				Thread.sleep(PAUSE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (results.contains(Result.REFUSED)) {
			return Result.REFUSED;
		}
		if (results.contains(Result.FAILED)) {
			logger.warn("The login check of {} shows nothing: {}", command.instance(), causes);
			return Result.FAILED;
		}
		return Result.SKIPPED;
	}

	/** Logs in at one address, and returns by the deadline. */
	private Result ask(AddressPattern address, ResetCommand command, Deadline deadline, StringJoiner causes)
			throws InterruptedException {
		if (deadline.isOver() || !this.capacity.tryAcquire()) {
			return Result.SKIPPED;
		}
		FutureTask<Boolean> task = new FutureTask<>(() -> logIn(address, command, deadline));
		start(task);
		String cause;
		try {
			return task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS) ? Result.EFFECTIVE : Result.REFUSED;
		}
		catch (TimeoutException ex) {
			cause = "no answer in time";
		}
		catch (ExecutionException ex) {
			cause = LoginFailedException.cause(ex.getCause());
		}
		finally {
			task.cancel(true);
		}
		causes.add(address.hostOf(command.instance()) + ": " + cause);
		return Result.FAILED;
	}

	@Override
	public Duration limit() {
		return this.limit;
	}

	/**
	 * On a thread of its own, because the look-up of a name cannot be interrupted. A
	 * platform thread, because that and the proof would keep virtual threads from
	 * running. Its permit is free when it ends.
	 */
	private void start(FutureTask<?> task) {
		try {
			Thread.ofPlatform().daemon().name("login-check").start(() -> {
				try {
					task.run();
				}
				finally {
					this.capacity.release();
				}
			});
		}
		catch (Throwable ex) {
			this.capacity.release();
			throw ex;
		}
	}

	private boolean logIn(AddressPattern address, ResetCommand command, Deadline deadline)
			throws IOException, LoginFailedException, GeneralSecurityException {
		char[] password = copy(command.password().characters());
		try (InstanceConnection connection = this.dialler.dial(address, command.instance(), deadline)) {
			return new RootLogin(connection).succeeds(password);
		}
		finally {
			Arrays.fill(password, '\0');
		}
	}

	/** A copy that can be wiped. */
	private static char[] copy(CharSequence password) {
		char[] copy = new char[password.length()];
		for (int i = 0; i < copy.length; i++) {
			copy[i] = password.charAt(i);
		}
		return copy;
	}

}
