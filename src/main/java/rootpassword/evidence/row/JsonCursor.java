package rootpassword.evidence.row;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Reads canonical JSON from UTF-8, and refuses every other way to write the same. It
 * exists because an auditor reads tens of millions of rows.
 */
public final class JsonCursor {

	private final byte[] bytes;

	private final int end;

	private int position;

	/** Reads the bytes from {@code start} up to {@code end}. */
	public JsonCursor(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.position = start;
		this.end = end;
	}

	public int position() {
		return this.position;
	}

	/** Goes on elsewhere. */
	public void moveTo(int position) {
		this.position = position;
	}

	/**
	 * Reads a text in ASCII.
	 * @throws IllegalArgumentException if something else comes next
	 */
	public void expect(String ascii) {
		if (!skip(ascii)) {
			throw unexpected();
		}
	}

	/** Reads a text in ASCII, if it comes next. */
	public boolean skip(String ascii) {
		if (this.end - this.position < ascii.length()) {
			return false;
		}
		for (int i = 0; i < ascii.length(); i++) {
			if (this.bytes[this.position + i] != ascii.charAt(i)) {
				return false;
			}
		}
		this.position += ascii.length();
		return true;
	}

	/** Reads a character of ASCII, if it comes next. */
	public boolean skip(char ascii) {
		boolean found = peek() == ascii;
		this.position += found ? 1 : 0;
		return found;
	}

	/** Whether a string comes next. */
	public boolean isString() {
		return peek() == '"';
	}

	/** Checks that nothing comes next. */
	public void end() {
		if (this.position != this.end) {
			throw unexpected();
		}
	}

	/** Reads an integer of at most 2^53 - 1. */
	public long integer() {
		boolean negative = skip('-');
		int start = this.position;
		long value = 0;
		while (peek() >= '0' && peek() <= '9' && value <= CanonicalValues.MAX_INTEGER) {
			value = value * 10 + (peek() - '0');
			this.position++;
		}
		int digits = this.position - start;
		boolean canonical = digits == 1 || (digits > 1 && this.bytes[start] != '0');
		if (!canonical || value > CanonicalValues.MAX_INTEGER || (negative && value == 0)) {
			throw unexpected();
		}
		return negative ? -value : value;
	}

	/** Reads a string. */
	public String string() {
		if (!skip('"')) {
			throw unexpected();
		}
		int start = this.position;
		boolean ascii = true;
		boolean escaped = false;
		while (peek() != '"') {
			if (peek() < 0) {
				throw unexpected();
			}
			ascii &= peek() < 0x80;
			boolean escape = peek() == '\\';
			escaped |= escape;
			this.position += escape ? 2 : 1;
		}
		String raw = ascii ? new String(this.bytes, start, this.position - start, StandardCharsets.ISO_8859_1)
				: decode(start, this.position - start);
		this.position++;
		return escaped ? unescape(raw) : raw;
	}

	/** The next byte; -1 at the end, and for a control character, which JSON forbids. */
	private int peek() {
		int next = (this.position < this.end) ? (this.bytes[this.position] & 0xff) : -1;
		return (next >= ' ') ? next : -1;
	}

	private String decode(int start, int length) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(this.bytes, start, length)).toString();
		}
		catch (CharacterCodingException ex) {
			throw unexpected();
		}
	}

	private String unescape(String raw) {
		StringBuilder text = new StringBuilder(raw.length());
		int start = 0;
		for (int escape = raw.indexOf('\\'); escape >= 0; escape = raw.indexOf('\\', start)) {
			text.append(raw, start, escape);
			int letter = CanonicalValues.LETTERS.indexOf(raw.charAt(escape + 1));
			text.append((letter >= 0) ? CanonicalValues.ESCAPED.charAt(letter) : control(raw, escape + 1));
			start = escape + ((letter >= 0) ? 2 : 6);
		}
		return text.append(raw, start, raw.length()).toString();
	}

	/** A control character that has no short escape. */
	private char control(String raw, int at) {
		for (char control = 0; control < ' '; control++) {
			if (CanonicalValues.ESCAPED.indexOf(control) < 0
					&& raw.startsWith("u00" + HexFormat.of().toHexDigits((byte) control), at)) {
				return control;
			}
		}
		throw unexpected();
	}

	private IllegalArgumentException unexpected() {
		return new IllegalArgumentException("Not canonical JSON at byte " + this.position);
	}

}
