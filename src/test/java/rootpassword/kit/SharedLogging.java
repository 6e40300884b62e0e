package rootpassword.kit;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.env.StandardEnvironment;

/**
 * The log of all programs of this JVM: set up once, and kept from one program to the
 * next, because Spring Boot would take away the appenders of concurrent tests. Only a
 * test that is alone sets up the log again with each start, as the program does.
 */
final class SharedLogging extends LogbackLoggingSystem {

	private static final LoggingInitializationContext USUAL = new LoggingInitializationContext(
			new StandardEnvironment());

	private static boolean shared;

	private SharedLogging(ClassLoader loader) {
		super(loader);
	}

	/** Sets up the log for concurrent tests, unless that is done. */
	static synchronized void share() {
		if (!shared) {
			SharedLogging system = new SharedLogging(SharedLogging.class.getClassLoader());
			system.beforeInitialize();
			system.initialize(USUAL, null, null);
			shared = true;
		}
	}

	/** Lets each start set up the log. */
	static synchronized void endSharing() {
		shared = false;
		new SharedLogging(SharedLogging.class.getClassLoader()).cleanUp();
	}

	@Override
	public void cleanUp() {
		synchronized (SharedLogging.class) {
			if (!shared) {
				super.cleanUp();
			}
		}
	}

	static final class Factory implements LoggingSystemFactory, Ordered {

		@Override
		public LoggingSystem getLoggingSystem(ClassLoader loader) {
			return new SharedLogging(loader);
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

}
