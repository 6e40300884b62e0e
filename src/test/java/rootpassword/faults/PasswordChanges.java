package rootpassword.faults;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import rootpassword.kit.Facade;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers that change passwords, each on its own instance, until the test ends them. Then
 * their answers are compared with the trail and with the calls that the provider
 * received.
 */
final class PasswordChanges {

	private static final Duration PATIENCE = Duration.ofMinutes(6);

	private final Map<String, String> acceptedPasswords = new ConcurrentHashMap<>();

	private final List<String> acceptedAttempts = new ArrayList<>();

	/** Attempts whose answer was accepted with {@code "recorded": false}. */
	private final List<String> unrecordedAttempts = new ArrayList<>();

	private final AtomicInteger repeats = new AtomicInteger();

	private final AtomicBoolean enough = new AtomicBoolean();

	private final Supplier<JarProcess> replicas;

	private final List<CompletableFuture<Void>> callers;

	private PasswordChanges(int callers, Supplier<JarProcess> replicas) {
		this.replicas = replicas;
		this.callers = IntStream.range(0, callers)
			.mapToObj((caller) -> CompletableFuture.runAsync(() -> call("dds-kill" + caller),
					(work) -> Thread.ofVirtual().start(work)))
			.toList();
	}

	/** Each request goes to the replica that the supplier returns. */
	static PasswordChanges start(int callers, Supplier<JarProcess> replicas) {
		return new PasswordChanges(callers, replicas);
	}

	/** Waits until each caller has a final answer. */
	void end() {
		this.enough.set(true);
		this.callers.forEach(CompletableFuture::join);
	}

	/** Sends a new password to one instance as soon as the last one was accepted. */
	private void call(String instance) {
		for (int number = 0; !this.enough.get(); number++) {
			String password = "Passw0rd!" + instance.substring(4) + number;
			String key = "\"" + UUID.randomUUID() + "\"";
			Facade.Answer answer = untilFinal(instance, password, key);
			assertThat(answer.outcome()).as(answer.text()).isEqualTo("accepted");
			this.acceptedPasswords.put(instance, password);
			List<String> attempts = answer.json().path("recorded").booleanValue(true) ? this.acceptedAttempts
					: this.unrecordedAttempts;
			synchronized (attempts) {
				attempts.add(answer.json().get("attemptId").stringValue());
			}
		}
	}

	private Facade.Answer untilFinal(String instance, String password, String key) {
		// Longer than all restarts on a slow machine: each kill may cut off this request
		Instant end = Instant.now().plus(PATIENCE);
		Facade.Answer answer = null;
		while (Instant.now().isBefore(end)) {
			try {
				answer = this.replicas.get().reset(instance, password, "Idempotency-Key", key);
				if (!answer.json().path("retryable").booleanValue(false)) {
					return answer;
				}
			}
			catch (UncheckedIOException ex) {
				// The process was killed, so the request is repeated
			}
			this.repeats.incrementAndGet();
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
		}
		throw new AssertionError("No final answer within " + PATIENCE + "; last: " + answer);
	}

	static int unconfirmed(Database database) {
		return database.number("select count(*) from trail where event = 'settled' and outcome = 'unconfirmed'");
	}

	void check(Database database, ProviderStub provider) {
		await().until(() -> database.number("select count(*) from attempt where outcome is null") == 0);
		await().until(() -> database
			.number("select count(*) from claim c join attempt a on a.id in (c.attempt_id, c.overtaken_id) "
					+ "where a.outcome = 'unconfirmed' and c.lease_until > current_timestamp") == 0);
		List<ReceivedReset> received = provider.resets();
		System.out.println(this.acceptedAttempts.size() + " accepted, " + this.unrecordedAttempts.size()
				+ " accepted and told as not recorded, " + received.size() + " provider calls, " + this.repeats
				+ " repeats, " + unconfirmed(database) + " settled as unconfirmed");
		assertThat(unconfirmed(database)).as("some kill hit an attempt").isPositive();
		for (String instance : this.acceptedPasswords.keySet()) {
			List<Instant> opened = database.client()
				.sql("select at from trail where event = 'opened' and instance = '" + instance + "' order by seq")
				.query(OffsetDateTime.class)
				.list()
				.stream()
				.map(OffsetDateTime::toInstant)
				.toList();
			List<ReceivedReset> calls = provider.resets(instance);
			for (int call = 0; call < calls.size(); call++) {
				Instant receivedAt = calls.get(call).receivedAt();
				assertThat(opened.stream().filter((at) -> at.isBefore(receivedAt)).count())
					.as("opened before call %s of %s", call, instance)
					.isGreaterThan(call);
			}
			assertThat(provider.lastPassword(instance)).isEqualTo(this.acceptedPasswords.get(instance));
		}
		for (String attempt : this.acceptedAttempts) {
			assertThat(database.number("select count(*) from trail where attempt_id = '" + attempt
					+ "' and (event = 'opened' or event = 'settled' and outcome = 'accepted')"))
				.as("rows of the accepted attempt %s", attempt)
				.isEqualTo(2);
		}
		// A crash may leave these unconfirmed in the trail; a late outcome may follow
		for (String attempt : this.unrecordedAttempts) {
			assertThat(database.client()
				.sql("select outcome from trail where event = 'settled' and attempt_id = '" + attempt
						+ "' order by seq")
				.query(String.class)
				.list()).as("settled rows of the attempt %s, told as not recorded", attempt)
				.isIn(List.of("accepted"), List.of("unconfirmed"), List.of("unconfirmed", "accepted"));
		}
		assertThat(provider.overlaps()).isEmpty();
		assertThat(provider.strays()).isEmpty();
		assertThat(received.stream().map(ReceivedReset::target)).contains("first", "second");
		database.client()
			.sql("select distinct instance, target from trail where event in ('opened', 'settled')")
			.query((row, number) -> assertThat(row.getString("target"))
				.isEqualTo(provider.target(row.getString("instance"))))
			.list();
	}

}
