package rootpassword.evidence.verify;

import java.io.PrintStream;
import java.util.regex.Pattern;

/**
 * Prints lines for a terminal. The text of an export, of a file name or of an exception
 * may contain line feeds and terminal codes, so everything invisible is escaped.
 */
public record PrintedLines(PrintStream out) {

	private static final int MAX_LENGTH = 1000;

	private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

	/** Whether somebody reads the lines as they come. */
	@SuppressWarnings("SystemConsoleNull")
	public static boolean isTerminal() {
		// The console of Java 22 to 24 exists also without a terminal, this one does not
		System.setProperty("jdk.console", "java.base");
		return System.console() != null;
	}

	/** Prints one line; a long one is cut. */
	public void print(String line) {
		String begin = (line.length() > MAX_LENGTH) ? line.substring(0, MAX_LENGTH) + "…" : line;
		this.out.println(INVISIBLE.matcher(begin)
			.replaceAll((character) -> "\\\\u{" + Integer.toHexString(character.group().codePointAt(0)) + "}"));
		this.out.flush();
	}

	/** Whether a line could not be written. */
	public boolean failed() {
		return this.out.checkError();
	}

}
