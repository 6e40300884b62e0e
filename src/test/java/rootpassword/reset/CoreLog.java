package rootpassword.reset;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The log of the core on the current thread, with stack traces.
 */
public final class CoreLog extends Handler implements AutoCloseable {

	// The log manager keeps only a weak reference
	private final Logger logger = Logger.getLogger("rootpassword.reset");

	private final long thread = Thread.currentThread().threadId();

	private final List<String> lines = new ArrayList<>();

	public CoreLog() {
		this.logger.addHandler(this);
	}

	public List<String> lines() {
		return this.lines;
	}

	@Override
	public void publish(LogRecord record) {
		if (record.getLongThreadID() == this.thread) {
			StringWriter line = new StringWriter();
			line.append(record.getLevel() + " " + new SimpleFormatter().formatMessage(record));
			if (record.getThrown() != null) {
				record.getThrown().printStackTrace(new PrintWriter(line, true));
			}
			this.lines.add(line.toString());
		}
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
		this.logger.removeHandler(this);
	}

}
