package rootpassword.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import rootpassword.security.token.BadTokenException;
import rootpassword.security.token.TokenFault;

/**
 * Logs failed authentications, with a limit per minute: a flood must not fill the disk.
 */
final class AuthenticationFailureLog implements AutoCloseable {

	/** Single lines per minute and fault. All further failures share one line. */
	static final int PER_MINUTE = 5;

	private static final Logger logger = LoggerFactory.getLogger(AuthenticationFailureLog.class);

	private final Map<TokenFault, Tally> tallies = new ConcurrentHashMap<>();

	void add(AuthenticationException failure, String sourceAddress) {
		switch (failure) {
			case AuthenticationServiceException unavailable -> {
				// The issuer's keys have a log line of their own
			}
			case BadTokenException bad -> add(bad.fault(), sourceAddress);
			case OAuth2AuthenticationException malformed -> add(TokenFault.MALFORMED, sourceAddress);
			default -> add(TokenFault.MISSING, sourceAddress);
		}
	}

	void add(TokenFault fault, String sourceAddress) {
		Tally tally = this.tallies.merge(fault, new Tally(1, sourceAddress),
				(old, one) -> new Tally(old.count + 1, sourceAddress));
		if (tally.count <= PER_MINUTE) {
			logger.info("Authentication failed for {}: token {}", sourceAddress, fault.code());
		}
	}

	/** Ends a minute. */
	@Scheduled(fixedRate = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void summarise() {
		for (TokenFault fault : TokenFault.values()) {
			Tally tally = this.tallies.remove(fault);
			if (tally != null && tally.count > PER_MINUTE) {
				// With a field, so that the log's own limit does not apply
				logger.atWarn()
					.addKeyValue("repeated", tally.count - PER_MINUTE)
					.log("Authentication failed {} more times within a minute, the last time for {}: token {}",
							tally.count - PER_MINUTE, tally.lastAddress, fault.code());
			}
		}
	}

	@Override
	public void close() {
		summarise();
	}

	private record Tally(long count, String lastAddress) {
	}

}
