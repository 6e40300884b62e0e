package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Limits warnings and errors in the log: an outage must not fill the disk. Lines with the
 * same logger and the same text before its values are the same. The first of them is
 * written, and after ten seconds the number of the others with the last of them.
 * <p>
 * A line with structured fields tells a fact about one attempt, such as an outcome that
 * is not recorded. It is never left out.
 */
final class RepeatedWarnings extends Filter<ILoggingEvent> {

	static final Duration WINDOW = Duration.ofSeconds(10);

	private static final Repeats NONE = new Repeats(0, null);

	private final Appender<ILoggingEvent> appender;

	private final Duration window;

	private final Map<String, Repeats> repeats = new ConcurrentHashMap<>();

	RepeatedWarnings(Appender<ILoggingEvent> appender, Duration window) {
		this.appender = appender;
		this.window = window;
	}

	@Override
	public FilterReply decide(ILoggingEvent event) {
		if (!event.getLevel().isGreaterOrEqual(Level.WARN) || event.getKeyValuePairs() != null) {
			return FilterReply.NEUTRAL;
		}
		String kind = event.getLoggerName() + ": " + event.getMessage();
		if (this.repeats.merge(kind, NONE, (old, none) -> new Repeats(old.count + 1, event)).count > 0) {
			return FilterReply.DENY;
		}
		endLater(kind);
		return FilterReply.NEUTRAL;
	}

	private void endLater(String kind) {
		CompletableFuture.delayedExecutor(this.window.toMillis(), TimeUnit.MILLISECONDS).execute(() -> end(kind));
	}

	private void end(String kind) {
		if (this.repeats.remove(kind, NONE)) {
			return;
		}
		Repeats over = this.repeats.put(kind, NONE);
		if (over != null && over.last != null) {
			Logger logger = (Logger) LoggerFactory.getLogger(over.last.getLoggerName());
			LoggingEvent sum = new LoggingEvent(RepeatedWarnings.class.getName(), logger, over.last.getLevel(),
					"{} more like this, the last: {}", null,
					new Object[] { over.count, over.last.getFormattedMessage() });
			sum.addKeyValuePair(new KeyValuePair("repeated", over.count));
			this.appender.doAppend(sum);
		}
		endLater(kind);
	}

	private record Repeats(long count, @Nullable ILoggingEvent last) {
	}

	/**
	 * Adds the filter to the console and the file of the log, by
	 * {@code META-INF/spring.factories}. Each start of the program begins without it, so
	 * that it says why it fails.
	 */
	static final class Installation implements ApplicationListener<SpringApplicationEvent> {

		@Override
		public void onApplicationEvent(SpringApplicationEvent event) {
			boolean starting = event instanceof ApplicationStartingEvent;
			if (starting || event instanceof ApplicationPreparedEvent) {
				Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
				root.iteratorForAppenders().forEachRemaining((appender) -> {
					remove(appender);
					if (!starting && appender instanceof OutputStreamAppender) {
						RepeatedWarnings filter = new RepeatedWarnings(appender, WINDOW);
						filter.start();
						appender.addFilter(filter);
					}
				});
			}
		}

		private static void remove(Appender<ILoggingEvent> appender) {
			List<Filter<ILoggingEvent>> filters = appender.getCopyOfAttachedFiltersList();
			appender.clearAllFilters();
			filters.stream().filter((filter) -> !(filter instanceof RepeatedWarnings)).forEach(appender::addFilter);
		}

	}

}
