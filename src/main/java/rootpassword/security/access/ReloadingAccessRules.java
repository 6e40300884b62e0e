package rootpassword.security.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The rules that hold now. Where there is a callers file, its content is compared again
 * and again: a mounted ConfigMap swaps a link, which no watch on the file would see.
 */
public final class ReloadingAccessRules implements Supplier<AccessRules>, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ReloadingAccessRules.class);

	private static final int MAX_BYTES = 1024 * 1024;

	private final ScheduledExecutorService clock = Executors
		.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("callers-file").factory());

	private final List<CallerEntry> configured;

	private final Set<String> issuers;

	private volatile AccessRules rules;

	private volatile @Nullable String fault;

	private byte @Nullable [] judged;

	private byte @Nullable [] lastSeen;

	public ReloadingAccessRules(AccessProperties properties, Duration interval) {
		this.configured = properties.callers();
		this.issuers = properties.issuerNames();
		Path file = properties.callersFile();
		if (file == null) {
			this.rules = AccessRules.of(this.configured, List.of());
			return;
		}
		this.judged = read(file);
		this.lastSeen = this.judged;
		try {
			this.rules = parse(this.judged);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(AccessProperties.PREFIX + ".callers-file", null,
					"must be a file of valid callers, but " + ex.getMessage());
		}
		var unused = this.clock.scheduleWithFixedDelay(() -> look(file), interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	@Override
	public AccessRules get() {
		return this.rules;
	}

	/** Why the file as it is now does not hold, if it does not. */
	@Nullable String fault() {
		return this.fault;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	private void look(Path file) {
		byte[] seen = read(file);
		// Twice the same: somebody may be in the middle of writing it
		boolean settled = Arrays.equals(seen, this.lastSeen);
		this.lastSeen = seen;
		if (!settled || Arrays.equals(seen, this.judged)) {
			return;
		}
		this.judged = seen;
		try {
			this.rules = parse(seen);
			this.fault = null;
			logger.info("The callers file has changed: {} rules hold", this.rules.rules().size());
		}
		catch (RuntimeException ex) {
			this.fault = (ex instanceof IllegalArgumentException) ? ex.getMessage() : ex.getClass().getName();
			logger.error("The callers file is refused and the old rules stay: {}", this.fault);
		}
	}

	private AccessRules parse(byte @Nullable [] content) {
		if (content == null) {
			throw new IllegalArgumentException("it cannot be read");
		}
		if (content.length > MAX_BYTES) {
			throw new IllegalArgumentException("it is larger than 1 MiB");
		}
		return AccessRules.of(this.configured, CallersFile.parse(content, this.issuers, this.configured));
	}

	private static byte @Nullable [] read(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return content.readNBytes(MAX_BYTES + 1);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
