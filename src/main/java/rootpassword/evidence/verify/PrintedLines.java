package rootpassword.evidence.verify;

import java.io.PrintStream;

/**
 * Prints lines for a terminal. The text of an export, of a file name or of an exception
 * may contain line feeds and terminal codes, so everything invisible is escaped.
 */
public final class PrintedLines {

	private static final int MAX_LENGTH = 1000;

	private final PrintStream out;

	public PrintedLines(PrintStream out) {
		this.out = out;
	}

	/** Prints one line; a long one is cut. */
	public void print(String line) {
		StringBuilder printed = new StringBuilder();
		line.codePoints().limit(MAX_LENGTH).forEach((character) -> {
			if (isVisible(character)) {
				printed.appendCodePoint(character);
			}
			else {
				printed.append("\\u{").append(Integer.toHexString(character)).append('}');
			}
		});
		this.out.println(printed.append((line.length() > 2 * MAX_LENGTH) ? "…" : ""));
		this.out.flush();
	}

	/** Whether a line could not be written. */
	public boolean failed() {
		return this.out.checkError();
	}

	private static boolean isVisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
