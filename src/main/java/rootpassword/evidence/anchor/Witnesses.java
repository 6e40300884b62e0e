package rootpassword.evidence.anchor;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.seal.SealedEvidence;

/**
 * The witnesses of the log. They are asked apart from the sealing and at the same time,
 * so a witness that is away delays nothing but its own cosignature.
 */
public final class Witnesses implements MeterBinder, AutoCloseable {

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

	private final ExecutorService threads = Executors
		.newThreadPerTaskExecutor(Thread.ofVirtual().name("witness").factory());

	private final List<Witness> witnesses;

	public Witnesses(Map<URI, VerifierKey> keys, SealedEvidence evidence, Consumer<SignedNote> cosigned) {
		this.witnesses = keys.entrySet()
			.stream()
			.map((witness) -> new Witness(witness.getKey(), witness.getValue(), evidence, cosigned, DEADLINE,
					PAUSE_AFTER_FAILURE))
			.toList();
	}

	@Scheduled(fixedDelayString = "${root-password.evidence.interval:2s}")
	void ask() {
		CompletableFuture
			.allOf(this.witnesses.stream()
				.map((witness) -> CompletableFuture.runAsync(witness::ask, this.threads))
				.toArray(CompletableFuture[]::new))
			.join();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		AnchorHealth.bind(registry, "witness", this.witnesses.stream().map(Witness::health).toList());
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
