package rootpassword.alibaba.transport;

import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

/**
 * Lets no connection be reused that has been idle for more than 5 seconds, lest a rare
 * reset lands on one that the provider has closed already.
 * <p>
 * The JDK reads the limit once, when its first HTTP client is made by whomever; hence the
 * earliest moment of the start, named in {@code META-INF/spring.factories}. A limit that
 * the operator has set on the command line stands.
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
