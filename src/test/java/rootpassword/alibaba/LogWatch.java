package rootpassword.alibaba;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Listens to all that is logged while a test runs. Whoever counts warnings holds the lock
 * {@code warnings}, so that no whole program beside it adds to them.
 */
final class LogWatch extends Handler implements BeforeEachCallback, AfterEachCallback {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final List<LogRecord> warnings = new CopyOnWriteArrayList<>();

	LogWatch() {
		setLevel(Level.ALL);
	}

	/** Each with its whole stack trace, if it has one. */
	List<String> lines() {
		return this.lines;
	}

	List<LogRecord> warnings() {
		return this.warnings;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		Logger.getLogger("").addHandler(this);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Logger.getLogger("").removeHandler(this);
	}

	@Override
	public void publish(LogRecord record) {
		this.lines.add(new SimpleFormatter().format(record));
		if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
			this.warnings.add(record);
		}
	}

	@Override
	public void flush() {
		// Nothing is held back
	}

	@Override
	public void close() {
		// Nothing is open
	}

}
