package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RepeatedWarningsTests {

	@Test
	void writesAWarningOnceAndThenTheNumberOfTheOthers() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("test.repeated");
		logger.setAdditive(false);
		logger.addAppender(log);
		RepeatedWarnings filter = new RepeatedWarnings(log, Duration.ofSeconds(1));
		filter.start();
		log.addFilter(filter);
		log.start();
		for (int i = 0; i < 100; i++) {
			logger.warn("lost {}", i);
			logger.error("failed {}", i);
			logger.info("told {}", i);
			logger.atWarn().addKeyValue("attemptId", i).log("not recorded {}", i);
		}
		await().untilAsserted(() -> assertThat(lines(log)).contains("99 more like this, the last: lost 99",
				"99 more like this, the last: failed 99"));
		Map<String, Long> kinds = lines(log).stream()
			.collect(Collectors.groupingBy((line) -> line.replaceAll("[0-9]+$", ""), Collectors.counting()));
		assertThat(kinds).containsEntry("lost ", 1L)
			.containsEntry("failed ", 1L)
			.containsEntry("told ", 100L)
			.containsEntry("not recorded ", 100L);
	}

	private static List<String> lines(ListAppender<ILoggingEvent> log) {
		// The appender adds under this lock
		synchronized (log) {
			return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
	}

}
