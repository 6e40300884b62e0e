package rootpassword.alibaba.transport;

import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Limits the idle time of a connection to 5 seconds. Resets are rare, and the provider
 * may already have closed a connection that was idle for longer.
 * <p>
 * The JDK reads the limit once, when any code creates the first HTTP client. So it is set
 * before anything else, by {@code META-INF/spring.factories}. A limit on the command line
 * has precedence.
 */
final class IdleConnectionLimit implements ApplicationListener<ApplicationStartingEvent> {

	static final String PROPERTY = "jdk.httpclient.keepalive.timeout";

	@Override
	public void onApplicationEvent(ApplicationStartingEvent event) {
		set();
	}

	static void set() {
		if (System.getProperty(PROPERTY) == null) {
			System.setProperty(PROPERTY, "5");
		}
	}

}
