package rootpassword.kit;

import java.util.concurrent.locks.ReentrantLock;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets one program of this JVM at a time set up its logging, because all of them share
 * one Logback context and Spring Boot's set-up of it is not thread-safe: two starts at
 * the same moment end in a {@code ConcurrentModificationException}.
 */
final class LoggingSetupLock {

	private static final ReentrantLock LOCK = new ReentrantLock();

	private LoggingSetupLock() {
	}

	static final class Acquire implements ApplicationListener<ApplicationStartingEvent>, Ordered {

		@Override
		public void onApplicationEvent(ApplicationStartingEvent event) {
			LOCK.lock();
		}

		@Override
		public int getOrder() {
			return LoggingApplicationListener.DEFAULT_ORDER - 1;
		}

	}

	static final class Release implements ApplicationListener<SpringApplicationEvent>, Ordered {

		@Override
		public void onApplicationEvent(SpringApplicationEvent event) {
			boolean end = event instanceof ApplicationEnvironmentPreparedEvent
					|| event instanceof ApplicationFailedEvent;
			if (end && LOCK.isHeldByCurrentThread()) {
				LOCK.unlock();
			}
		}

		@Override
		public int getOrder() {
			return LoggingApplicationListener.DEFAULT_ORDER + 1;
		}

	}

}
