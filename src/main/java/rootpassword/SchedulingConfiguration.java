package rootpassword;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Gives each scheduled task a thread. Spring Boot's scheduler for virtual threads runs
 * all tasks with a fixed delay on a single one, where one that hangs would delay the
 * others.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
final class SchedulingConfiguration {

	private static final int TASKS = 8;

	@Bean
	ThreadPoolTaskScheduler taskScheduler() {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setPoolSize(TASKS);
		scheduler.setThreadFactory(Thread.ofVirtual().name("upkeep-", 1).factory());
		return scheduler;
	}

}
