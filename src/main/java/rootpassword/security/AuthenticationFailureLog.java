package rootpassword.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.security.token.TokenFault;

/**
 * Says in the log who was turned away, and counts where there are too many of them: no
 * flood may fill the disk.
 */
final class AuthenticationFailureLog implements AutoCloseable {

	/** Lines of their own per minute and fault; what is more shares one line. */
	static final int PER_MINUTE = 5;

	private static final Logger logger = LoggerFactory.getLogger(AuthenticationFailureLog.class);

	private final Map<TokenFault, Tally> tallies = new ConcurrentHashMap<>();

	void add(TokenFault fault, String sourceAddress) {
		Tally tally = this.tallies.merge(fault, new Tally(1, sourceAddress),
				(old, one) -> new Tally(old.count + 1, sourceAddress));
		if (tally.count <= PER_MINUTE) {
			logger.info("Turned away {}: token {}", sourceAddress, fault.code());
		}
	}

	/** Starts the next minute. */
	@Scheduled(fixedRate = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
	void summarise() {
		for (TokenFault fault : TokenFault.values()) {
			Tally tally = this.tallies.remove(fault);
			if (tally != null && tally.count > PER_MINUTE) {
				logger.warn("Turned away {} more within a minute, the last of them {}: token {}",
						tally.count - PER_MINUTE, tally.latest, fault.code());
			}
		}
	}

	@Override
	public void close() {
		summarise();
	}

	private record Tally(long count, String latest) {
	}

}
