package rootpassword.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a document of an untrusted peer in BSON. Values of types that a login does not
 * need are skipped.
 */
final class BsonReader {

	static final int STRING = 0x02;

	static final int DOCUMENT = 0x03;

	static final int BINARY = 0x05;

	static final int BOOLEAN = 0x08;

	static final int INT32 = 0x10;

	private static final int DOUBLE = 0x01;

	private static final int ARRAY = 0x04;

	private static final int MAX_DEPTH = 16;

	/** The position is at the next byte, the limit at the end of the document. */
	private final ByteBuffer input;

	private final int depth;

	private BsonReader(ByteBuffer input, int depth) {
		this.input = input;
		this.depth = depth;
	}

	/**
	 * The values by name: Integer, Double, Boolean, String, byte[], and Map for documents
	 * and arrays.
	 * @param input little-endian; holds exactly one document
	 * @throws RuntimeException if it does not
	 */
	static Map<String, Object> read(ByteBuffer input) {
		return new BsonReader(input, 0).document();
	}

	private Map<String, Object> document() {
		if (this.input.getInt() != this.input.remaining() + 4 || this.depth > MAX_DEPTH) {
			throw malformed();
		}
		Map<String, Object> values = new LinkedHashMap<>();
		for (int type = this.input.get(); type != 0; type = this.input.get()) {
			value(type, name(), values);
		}
		if (this.input.hasRemaining()) {
			throw malformed();
		}
		return values;
	}

	private void value(int type, String name, Map<String, Object> values) {
		switch (type) {
			case DOUBLE -> values.put(name, this.input.getDouble());
			case STRING -> values.put(name, string());
			case DOCUMENT, ARRAY -> values.put(name, new BsonReader(nested(), this.depth + 1).document());
			case BINARY -> values.put(name, binary());
			case BOOLEAN -> values.put(name, this.input.get() == 1);
			case INT32 -> values.put(name, this.input.getInt());
			// Null, the smallest and the largest key
			case 0x0a, 0x7f, -1 -> {
			}
			// Object id
			case 0x07 -> bytes(12);
			// Date, timestamp, 64-bit integer
			case 0x09, 0x11, 0x12 -> bytes(8);
			// Decimal
			case 0x13 -> bytes(16);
			default -> throw malformed();
		}
	}

	private String name() {
		int start = this.input.position();
		while (this.input.get() != 0) {
			// The position moves on
		}
		return text(start, this.input.position() - start - 1);
	}

	private String string() {
		int length = this.input.getInt();
		int start = this.input.position();
		bytes(length);
		return text(start, length - 1);
	}

	private byte[] binary() {
		int length = this.input.getInt();
		this.input.get();
		return bytes(length);
	}

	private ByteBuffer nested() {
		int start = this.input.position();
		int length = this.input.getInt(start);
		ByteBuffer nested = this.input.slice(start, length).order(this.input.order());
		this.input.position(start + length);
		return nested;
	}

	/** Checks the length before it allocates. */
	private byte[] bytes(int length) {
		if (length < 0 || length > this.input.remaining()) {
			throw malformed();
		}
		byte[] bytes = new byte[length];
		this.input.get(bytes);
		return bytes;
	}

	private String text(int start, int length) {
		byte[] bytes = new byte[length];
		this.input.get(start, bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static IllegalArgumentException malformed() {
		return new IllegalArgumentException("Not a BSON document");
	}

}
