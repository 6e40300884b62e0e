package rootpassword;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Provides a thread for each scheduled task. Spring Boot's scheduler for virtual threads
 * runs all tasks with a fixed delay on one thread, where a task that hangs would delay
 * the others.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
final class SchedulingConfiguration {

	private static final int MAX_TASKS = 16;

	@Bean
	ThreadPoolTaskScheduler taskScheduler() {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setPoolSize(MAX_TASKS);
		scheduler.setThreadFactory(Thread.ofVirtual().name("scheduled-", 1).factory());
		return scheduler;
	}

}
