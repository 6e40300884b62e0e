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
 * The log of the service on the current thread, with stack traces.
 */
final class ServiceLog extends Handler {

	// The log manager keeps only a weak reference
	final Logger logger = Logger.getLogger(RootPasswordService.class.getName());

	private final long thread = Thread.currentThread().threadId();

	final List<String> lines = new ArrayList<>();

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
	}

}
