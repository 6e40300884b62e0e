package rootpassword.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.Assert;
import rootpassword.settings.Settings;

/**
 * The current access rules, and in its health why a callers file is refused. The file is
 * read again every second: a mounted ConfigMap replaces a symbolic link, and a file
 * watcher would not notice that.
 */
public final class ReloadingAccessRules implements Supplier<AccessRules>, HealthIndicator, MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(ReloadingAccessRules.class);

	private final AccessProperties properties;

	private volatile AccessRules rules;

	/** Why the current callers file is refused; {@code null} if it is not. */
	private volatile @Nullable String fault;

	/** The content that the rules or the fault come from. */
	private byte @Nullable [] parsed;

	private byte @Nullable [] lastRead;

	ReloadingAccessRules(AccessProperties properties) {
		this.properties = properties;
		this.rules = AccessRules.of(properties.callers(), List.of());
		if (properties.callersFile() != null) {
			this.lastRead = read(properties.callersFile());
			apply(this.lastRead);
			Settings.require(this.fault == null, AccessProperties.PREFIX + ".callers-file",
					"must be a file of valid callers, but " + this.fault);
		}
	}

	@Override
	public AccessRules get() {
		return this.rules;
	}

	/** The status is always UP, because the old rules apply where the file is refused. */
	@Override
	public Health health() {
		Health.Builder health = Health.up().withDetail("rules", this.rules.rules().size());
		String fault = this.fault;
		return ((fault != null) ? health.withDetail("refused", fault) : health).build();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.callers.file.valid", () -> (this.fault == null) ? 1 : 0)
			.description("Whether the callers file is valid, or there is none")
			.register(registry);
	}

	/**
	 * Applies a changed callers file. Two reads in a row must agree, because a writer may
	 * not have finished at the first.
	 */
	@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.SECONDS)
	void reload() {
		Path file = this.properties.callersFile();
		if (file == null) {
			return;
		}
		byte[] before = this.lastRead;
		this.lastRead = read(file);
		if (!Arrays.equals(this.lastRead, before) || Arrays.equals(this.lastRead, this.parsed)) {
			return;
		}
		apply(this.lastRead);
		if (this.fault == null) {
			logger.info("The callers file has changed: {} rules apply", this.rules.rules().size());
		}
		else {
			logger.error("The callers file is refused and the old rules stay: {}", this.fault);
		}
	}

	private void apply(byte @Nullable [] content) {
		this.parsed = content;
		List<CallerEntry> configured = this.properties.callers();
		try {
			Assert.notNull(content, "it cannot be read");
			this.rules = AccessRules.of(configured,
					CallersFile.parse(content, this.properties.issuerNames(), configured));
			this.fault = null;
		}
		catch (RuntimeException ex) {
			this.fault = (ex instanceof IllegalArgumentException) ? ex.getMessage() : ex.getClass().getName();
		}
	}

	private static byte @Nullable [] read(Path file) {
		try (InputStream content = Files.newInputStream(file)) {
			return content.readNBytes(CallersFile.MAX_SIZE + 1);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
