package rootpassword.evidence.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Shows on a terminal how far a command is. */
final class Progress {

	static {
		// The console of Java 22 to 24 exists also without a terminal, this one does not
		System.setProperty("jdk.console", "java.base");
	}

	private final PrintStream messages;

	@SuppressWarnings("SystemConsoleNull")
	private final boolean terminal = System.console() != null;

	private long shown = -1;

	Progress(PrintStream messages) {
		this.messages = messages;
	}

	void show(long done, long all) {
		long percent = done * 100 / Math.max(1, all);
		if (this.terminal && percent != this.shown) {
			this.messages.printf(Locale.ROOT, "\r[%-50s] %3d %%%s", "#".repeat((int) percent / 2), percent,
					(done == all) ? "\n" : "");
			this.messages.flush();
			this.shown = percent;
		}
	}

}
