package rootpassword.evidence.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Shows on a terminal how far a command is.
 */
final class Progress {

	private final PrintStream messages;

	private final boolean terminal = isTerminal(System.console());

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

	/** Since Java 22 there is a console without a terminal, too. */
	private static boolean isTerminal(@Nullable Console console) {
		try {
			return console != null && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
		}
		catch (ReflectiveOperationException ex) {
			return true;
		}
	}

}
