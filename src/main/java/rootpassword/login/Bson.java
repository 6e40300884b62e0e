package rootpassword.login;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import javax.security.auth.login.LoginException;

import org.jspecify.annotations.Nullable;

/** Documents in BSON, with the types that a login needs. */
final class Bson {

	private static final int DOUBLE = 0x01;

	private static final int STRING = 0x02;

	private static final int DOCUMENT = 0x03;

	private static final int ARRAY = 0x04;

	private static final int BINARY = 0x05;

	private static final int BOOLEAN = 0x08;

	private static final int INT32 = 0x10;

	private Bson() {
	}

	/**
	 * Writes a document of values of the types Integer, String, byte[], Boolean and Map.
	 */
	static void write(ByteBuffer output, Map<?, ?> document) {
		int start = output.position();
		output.putInt(0);
		document.forEach((name, value) -> {
			switch (value) {
				case Integer number -> element(output, INT32, name).putInt(number);
				case Boolean flag -> element(output, BOOLEAN, name).put((byte) (flag ? 1 : 0));
				case String text -> {
					byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
					element(output, STRING, name).putInt(bytes.length + 1).put(bytes).put((byte) 0);
				}
				case byte[] bytes -> element(output, BINARY, name).putInt(bytes.length).put((byte) 0).put(bytes);
				case Map<?, ?> nested -> write(element(output, DOCUMENT, name), nested);
				default -> throw new IllegalArgumentException(value.getClass().getName());
			}
		});
		output.put((byte) 0).putInt(start, output.position() - start);
	}

	private static ByteBuffer element(ByteBuffer output, int type, Object name) {
		return output.put((byte) type).put(String.valueOf(name).getBytes(StandardCharsets.UTF_8)).put((byte) 0);
	}

	/**
	 * Reads a document of an untrusted peer. A nested document or array is the ByteBuffer
	 * from which it can be read; an array has its indexes as names. Values of types that
	 * a login does not need are left out.
	 * @param input holds exactly one document
	 * @throws LoginException if it does not
	 */
	static Map<String, Object> read(ByteBuffer input) throws LoginException {
		try {
			Map<String, Object> values = new HashMap<>();
			boolean complete = input.order(ByteOrder.LITTLE_ENDIAN).getInt() == input.remaining() + 4;
			for (int type = input.get(); type != 0; type = input.get()) {
				String name = name(input);
				Object value = value(type, next(input, size(type, input)));
				if (value != null) {
					values.put(name, value);
				}
			}
			if (complete && !input.hasRemaining()) {
				return values;
			}
		}
		catch (RuntimeException ex) {
			// Cut off, a wrong size, or not BSON at all
		}
		throw broken();
	}

	static LoginException broken() {
		return new LoginException("the peer does not speak the protocol");
	}

	private static int size(int type, ByteBuffer input) {
		return switch (type) {
			case STRING -> 4 + input.getInt(input.position());
			case BINARY -> 5 + input.getInt(input.position());
			case DOCUMENT, ARRAY -> input.getInt(input.position());
			case BOOLEAN -> 1;
			case INT32 -> 4;
			// A date, a timestamp and a 64-bit integer
			case DOUBLE, 0x09, 0x11, 0x12 -> 8;
			// An object id
			case 0x07 -> 12;
			// A decimal
			case 0x13 -> 16;
			// Null, the largest key and the smallest
			case 0x0a, 0x7f, -1 -> 0;
			default -> throw new IllegalArgumentException("BSON of an unknown type");
		};
	}

	private static @Nullable Object value(int type, ByteBuffer value) {
		return switch (type) {
			case DOUBLE -> value.getDouble();
			case STRING -> text(value.slice(4, value.limit() - 5));
			case DOCUMENT, ARRAY -> value;
			case BINARY -> {
				byte[] bytes = new byte[value.limit() - 5];
				value.get(5, bytes);
				yield bytes;
			}
			case BOOLEAN -> value.get() == 1;
			case INT32 -> value.getInt();
			default -> null;
		};
	}

	private static String name(ByteBuffer input) {
		int end = input.position();
		while (input.get(end) != 0) {
			end++;
		}
		String name = text(next(input, end - input.position()));
		input.get();
		return name;
	}

	/** The next bytes, without a copy: their number is the peer's, and may be wrong. */
	private static ByteBuffer next(ByteBuffer input, int length) {
		ByteBuffer next = input.slice(input.position(), length).order(ByteOrder.LITTLE_ENDIAN);
		input.position(input.position() + length);
		return next;
	}

	private static String text(ByteBuffer bytes) {
		return StandardCharsets.UTF_8.decode(bytes).toString();
	}

}
