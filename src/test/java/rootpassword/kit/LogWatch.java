package rootpassword.kit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Collects the log of a test: what the threads write that the test or its class started.
 */
public final class LogWatch extends AppenderBase<ILoggingEvent> implements BeforeEachCallback, AfterEachCallback {

	private final String watched;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final List<ILoggingEvent> warnings = new CopyOnWriteArrayList<>();

	private volatile @Nullable ExtensionContext test;

	/** Collects the lines of everything, and the warnings of a package. */
	public LogWatch(String watched) {
		this.watched = watched;
	}

	/** The messages of all loggers, each with its stack trace. */
	public List<String> lines() {
		return this.lines;
	}

	/** The messages that contain a text. */
	public List<String> lines(String text) {
		return this.lines.stream().filter((line) -> line.contains(text)).toList();
	}

	/** The warnings and errors of the watched package. */
	public List<ILoggingEvent> warnings() {
		return this.warnings;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.test = context;
		start();
		root().addAppender(this);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		root().detachAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (!EachTest.startedThisThread(this.test)) {
			return;
		}
		this.lines.add(event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()));
		if (event.getLevel().isGreaterOrEqual(Level.WARN) && event.getLoggerName().startsWith(this.watched)) {
			this.warnings.add(event);
		}
	}

	private static Logger root() {
		return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
	}

}
