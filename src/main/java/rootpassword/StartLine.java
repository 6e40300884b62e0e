package rootpassword;

import java.util.Locale;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import rootpassword.alibaba.transport.ProviderTargets;
import rootpassword.settings.DatabaseUrl;
import rootpassword.reset.evidence.EvidenceLog;
import rootpassword.security.ReloadingAccessRules;

/**
 * Logs once, when the service is ready, what it works with. Two replicas that should
 * share a database must show the same one here.
 */
@Component
final class StartLine {

	private static final Logger logger = LoggerFactory.getLogger(StartLine.class);

	private final String text;

	StartLine(JdbcConnectionDetails database, ProviderTargets targets, ReloadingAccessRules rules,
			EvidenceLog evidence) {
		String[] key = evidence.verifierKeys().getFirst().split("\\+", 3);
		this.text = String.format(Locale.ROOT, "Ready: database %s; %s; callers: %s; evidence key: %s+%s",
				database(database.getJdbcUrl()),
				targets.all()
					.stream()
					.map((target) -> "target " + target.name() + " at " + target.endpoint())
					.collect(Collectors.joining(", ")),
				rules.get().callers(), key[0], key[1]);
	}

	@EventListener(ApplicationReadyEvent.class)
	void log() {
		logger.info(this.text);
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
