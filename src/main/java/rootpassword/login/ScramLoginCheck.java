package rootpassword.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.ResetCommand;

/**
 * Logs in to the instance with the new password, a few times at most.
 */
final class ScramLoginCheck implements LoginCheck {

	static final Duration LIMIT = Duration.ofSeconds(3);

	/** The change is asynchronous, so a refused login is repeated. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** Few, so that wrong passwords do not lock the account. */
	private static final int MAX_TRIES = 3;

	/**
	 * The maximum number of concurrent checks, so that instances that hang cost little.
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

	@Override
	public Result check(ResetCommand command, Deadline deadline) {
		Deadline end = Deadline.in(this.limit).orEarlier(deadline);
		if (end.isOver() || !this.capacity.tryAcquire()) {
			return Result.SKIPPED;
		}
		FutureTask<Result> task = new FutureTask<>(() -> repeatedly(command, end));
		start(task);
		try {
			return task.get(end.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return failed(command.instance(), "no answer in time");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Result.FAILED;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			task.cancel(true);
		}
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
	private void start(FutureTask<Result> task) {
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

	private Result repeatedly(ResetCommand command, Deadline end)
			throws InterruptedException, GeneralSecurityException {
		for (int tries = 1;; tries++) {
			Result result = once(command, end);
			if (result != Result.REFUSED || tries == MAX_TRIES || end.remaining().compareTo(PAUSE) <= 0) {
				return result;
			}
			Thread.sleep(PAUSE);
		}
	}

	/** Tries the addresses in turn until one answers. */
	private Result once(ResetCommand command, Deadline end) throws GeneralSecurityException {
		String cause = "no time";
		for (AddressPattern pattern : this.addresses) {
			if (end.isOver()) {
				break;
			}
			char[] password = copy(command.password().characters());
			try (InstanceConnection connection = this.dialler.dial(pattern, command.instance(), end)) {
				return new RootLogin(connection).succeeds(password) ? Result.EFFECTIVE : Result.REFUSED;
			}
			catch (LoginFailedException ex) {
				cause = String.valueOf(ex.getMessage());
			}
			catch (IOException ex) {
				// The message may quote the peer
				cause = ex.getClass().getSimpleName();
			}
			finally {
				Arrays.fill(password, '\0');
			}
		}
		// After the end the caller has said so
		return end.isOver() ? Result.FAILED : failed(command.instance(), cause);
	}

	/** A copy that can be wiped. */
	private static char[] copy(CharSequence password) {
		char[] copy = new char[password.length()];
		for (int i = 0; i < copy.length; i++) {
			copy[i] = password.charAt(i);
		}
		return copy;
	}

	private static Result failed(InstanceId instance, String cause) {
		logger.warn("The login check of {} shows nothing: {}", instance, cause);
		return Result.FAILED;
	}

}
