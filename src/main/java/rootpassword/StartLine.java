package rootpassword;

import java.util.List;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.reset.evidence.SealedTrail;
import rootpassword.security.ReloadingAccessRules;
import rootpassword.settings.DatabaseUrl;

/**
 * Logs once, when the service is ready, what it works with. Two replicas share a ledger
 * only if their lines name the same database.
 */
@Component
record StartLine(JdbcConnectionDetails database, List<ProviderTarget> targets, ReloadingAccessRules rules,
		SealedTrail evidence) {

	private static final Logger logger = LoggerFactory.getLogger(StartLine.class);

	@EventListener(ApplicationReadyEvent.class)
	void log() {
		// Name and hash, without the key itself
		String[] key = this.evidence.verifierKeys().getFirst().split("\\+", 3);
		logger.info("Ready: database {}; {}; callers: {}; evidence key: {}+{}", database(this.database.getJdbcUrl()),
				this.targets.stream()
					.map((target) -> "target " + target.name() + " at " + target.endpoint())
					.collect(Collectors.joining(", ")),
				this.rules.get().callers(), key[0], key[1]);
	}

	/** Without the parameters and the user, which may contain a password. */
	static String database(String url) {
		return DatabaseUrl.file(url)
			.map((file) -> "H2 " + file.toAbsolutePath().normalize())
			.orElseGet(() -> url.replaceFirst("[?;].*", "")
				.replaceFirst("//.*@", "//")
				.replace("jdbc:postgresql://", "PostgreSQL "));
	}

}
