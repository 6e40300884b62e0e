package rootpassword.login;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.command.ResetCommand;

/** Logs in to the instance with the new password, a few times at most. */
final class ScramLoginCheck implements LoginCheck {

	/** A refused login is repeated after it, because the change is asynchronous. */
	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** Few, because logins with a wrong password can lock the account. */
	private static final int MAX_REFUSALS = 3;

	/** Limits the threads that wait for instances that hang. */
	static final int MAX_CONCURRENT = 8;

	private static final Logger logger = LoggerFactory.getLogger(ScramLoginCheck.class);

	private final List<AddressPattern> addresses;

	private final Dialler dialler;

	private final Duration limit;

	/**
	 * Each login has a thread of its own, because the look-up of a name cannot be
	 * interrupted. It is a platform thread, because the look-up, and the computation of
	 * the proof, would block the few threads that run all virtual threads.
	 */
	private final ExecutorService logins = new ThreadPoolExecutor(0, MAX_CONCURRENT, 1, TimeUnit.SECONDS,
			new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("login-check").factory());

	ScramLoginCheck(List<AddressPattern> addresses, Dialler dialler, Duration limit) {
		this.addresses = addresses;
		this.dialler = dialler;
		this.limit = limit;
	}

	@Override
	public Result check(ResetCommand command, Deadline deadline) {
		List<Result> results = new ArrayList<>();
		StringJoiner causes = new StringJoiner(", ");
		try {
			askInRounds(command, Deadline.in(this.limit).orEarlier(deadline), results, causes);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// The constants of Result are declared from the strongest to the weakest
		Result strongest = results.stream().min(Comparator.naturalOrder()).orElse(Result.SKIPPED);
		if (strongest == Result.FAILED) {
			logger.warn("The login check of {} shows nothing: {}", command.instance(), causes);
		}
		return strongest;
	}

	/**
	 * Asks all addresses in turn, because one may hang or refuse although another works.
	 * Each has its share of the time that is left. If one of them has refused, all are
	 * asked again after a pause.
	 */
	private void askInRounds(ResetCommand command, Deadline end, List<Result> results, StringJoiner causes)
			throws InterruptedException {
		int refusals = 0;
		while (!end.isOver()) {
			int before = refusals;
			for (int i = 0; i < this.addresses.size() && refusals < MAX_REFUSALS; i++) {
				Deadline share = Deadline.in(end.remaining().dividedBy(this.addresses.size() - i));
				Result result = ask(this.addresses.get(i), command, share, causes);
				results.add(result);
				if (result == Result.EFFECTIVE) {
					return;
				}
				refusals += (result == Result.REFUSED) ? 1 : 0;
			}
			if (refusals == before || refusals == MAX_REFUSALS || end.remaining().compareTo(PAUSE) <= 0) {
				return;
			}
			Thread.sleep(PAUSE);
		}
	}

	/** Logs in at one address, and returns by the deadline. */
	private Result ask(AddressPattern address, ResetCommand command, Deadline deadline, StringJoiner causes)
			throws InterruptedException {
		if (deadline.isOver()) {
			return Result.SKIPPED;
		}
		Future<Boolean> login;
		try {
			List<Callable<Boolean>> one = List.of(() -> logIn(address, command, deadline));
			login = this.logins.invokeAll(one, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS).getFirst();
		}
		catch (RejectedExecutionException ex) {
			return Result.SKIPPED;
		}
		if (login.state() == Future.State.SUCCESS) {
			return login.resultNow() ? Result.EFFECTIVE : Result.REFUSED;
		}
		String cause = login.isCancelled() ? "no answer in time" : cause(login.exceptionNow());
		causes.add(address.hostOf(command.instance()) + ": " + cause);
		return Result.FAILED;
	}

	private boolean logIn(AddressPattern address, ResetCommand command, Deadline deadline)
			throws IOException, GeneralSecurityException {
		char[] password = command.password().copy();
		try (Socket socket = this.dialler.dial(address, command.instance(), deadline)) {
			return new RootLogin(socket).succeeds(password);
		}
		finally {
			Arrays.fill(password, '\0');
		}
	}

	/** Why a login shows nothing, without a word of the peer. */
	private static String cause(Throwable thrown) {
		return switch (thrown) {
			case LoginException ex -> String.valueOf(ex.getMessage());
			case UnknownHostException ex -> "unknown host";
			case ConnectException ex -> "connection refused";
			case SSLException ex -> tlsCause(ex);
			case IOException ex -> "connection lost";
			default -> throw new IllegalStateException(thrown);
		};
	}

	/**
	 * The JDK has no types for the two cases. It throws subclasses of
	 * {@link CertificateException} for a chain without a trusted end, and the class
	 * itself for a name.
	 */
	private static String tlsCause(@Nullable Throwable thrown) {
		return switch (thrown) {
			case null -> "TLS handshake failed";
			case CertificateException ex when ex.getClass() == CertificateException.class ->
				"certificate with a wrong name";
			case CertificateException ex -> "certificate not trusted";
			default -> tlsCause(thrown.getCause());
		};
	}

}
