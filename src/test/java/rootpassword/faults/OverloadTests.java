package rootpassword.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.FirstResets;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * More callers than the capacity of one of two targets, and callers that send slowly.
 */
@Execution(ExecutionMode.CONCURRENT)
class OverloadTests {

	private final ProviderStub provider = ProviderStub.startTwo();

	private Facade facade;

	@BeforeEach
	void start(@TempDir Path directory) {
		// The calls must last until all others are refused
		this.facade = Facade
			.start(Database.h2In(directory), this.provider, "root-password.dds.max-concurrent=4",
					"root-password.dds.deadline=50s", "root-password.ledger.lease=60s",
					"root-password.limits.per-caller=off")
			.warmUp(this.provider);
	}

	@AfterEach
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	void refusesAtOnceWhereAllCallsHangAndGoesOnAtAnotherTarget() {
		CountDownLatch answer = new CountDownLatch(1);
		this.provider.second().always(StubAnswer.asUsual().after(answer));
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<Answer>> busy = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.supplyAsync(() -> reset("dds-busy" + i + "yes"), callers))
				.toList();
			await().until(() -> this.provider.resets().size() == 4);
			// A call holds no connection to the ledger
			await().until(
					() -> this.facade.bean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections() == 0);
			CompletableFuture<Void> others = CompletableFuture.allOf(IntStream.range(0, 4)
				.mapToObj((caller) -> CompletableFuture.runAsync(() -> IntStream.range(0, 20)
					.forEach((i) -> assertThat(FirstResets.told(reset("dds-other" + caller + "x" + i + "no")))
						.isEqualTo("200 accepted")), callers))
				.toArray(CompletableFuture[]::new));
			List<CompletableFuture<Void>> refused = IntStream.range(0, 8)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> {
					do {
						Answer overloaded = reset("dds-refused" + i + "yes");
						assertThat(FirstResets.told(overloaded)).isEqualTo("503 overloaded");
						assertThat(overloaded.outcome()).isEqualTo("rejected");
						assertThat(overloaded.header("Retry-After")).isEqualTo("1");
					}
					while (!others.isDone());
				}, callers))
				.toList();
			others.join();
			refused.forEach(CompletableFuture::join);
			assertThat(busy).noneMatch(CompletableFuture::isDone);
			answer.countDown();
			assertThat(busy).extracting(CompletableFuture::join).extracting(Answer::status).containsOnly(200);
		}
		assertThat(this.provider.strays()).isEmpty();
		assertThat(this.facade.trail("instance like 'dds-refused%'")).isEmpty();
		assertThat(reset("dds-refused1yes").status()).isEqualTo(200);
	}

	private Answer reset(String instance) {
		return this.facade.reset(instance, "Correct!Horse7");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void hangsUpOnABodyThatDoesNotCome(boolean drips) throws Exception {
		long start = System.nanoTime();
		try (Socket socket = new Socket("127.0.0.1", this.facade.uri("/").getPort())) {
			OutputStream output = socket.getOutputStream();
			output.write(("POST /instances/dds-slow/root-password HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
					+ Facade.PORTAL + "\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			if (drips) {
				Thread.ofVirtual().start(() -> drip(output));
			}
			String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
			assertThat(answer).isEqualTo("HTTP/1.1 400");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(4),
				Duration.ofSeconds(16));
		assertThat(this.facade.trail("instance = 'dds-slow'")).singleElement()
			.satisfies((row) -> assertThat(row).containsEntry("rejection", "invalid-request"));
	}

	private static void drip(OutputStream output) {
		try {
			for (int i = 0; i < 100; i++) {
				output.write(' ');
				output.flush();
				LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
			}
		}
		catch (IOException ex) {
			// Closed by the server, as expected
		}
	}

}
