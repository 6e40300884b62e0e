package rootpassword.login;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Documents in BSON, with the types that a login needs: Integer, Boolean, String, byte[],
 * Map, and Double for reading.
 */
final class Bson {

	private static final int DOUBLE = 0x01;

	private static final int STRING = 0x02;

	private static final int DOCUMENT = 0x03;

	private static final int ARRAY = 0x04;

	private static final int BINARY = 0x05;

	private static final int BOOLEAN = 0x08;

	private static final int INT32 = 0x10;

	/**
	 * The sizes of values that a login does not need, by type: object id, date, null,
	 * timestamp, 64-bit integer, decimal, the largest key and the smallest.
	 */
	private static final Map<Integer, Integer> SKIPPED = Map.of(0x07, 12, 0x09, 8, 0x0a, 0, 0x11, 8, 0x12, 8, 0x13, 16,
			0x7f, 0, -1, 0);

	private static final int MAX_DEPTH = 16;

	private Bson() {
	}

	static byte[] write(Map<?, ?> document) {
		ByteArrayOutputStream elements = new ByteArrayOutputStream();
		document.forEach((name, value) -> {
			switch (value) {
				case Integer number -> element(elements, INT32, name, int32(number));
				case Boolean flag -> element(elements, BOOLEAN, name, new byte[] { (byte) (flag ? 1 : 0) });
				case String text -> {
					byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
					element(elements, STRING, name, int32(bytes.length + 1), bytes, new byte[1]);
				}
				case byte[] bytes -> element(elements, BINARY, name, int32(bytes.length), new byte[1], bytes);
				case Map<?, ?> nested -> element(elements, DOCUMENT, name, write(nested));
				default -> throw new IllegalArgumentException(value.getClass().getName());
			}
		});
		ByteBuffer bytes = ByteBuffer.allocate(4 + elements.size() + 1).order(ByteOrder.LITTLE_ENDIAN);
		return bytes.putInt(bytes.capacity()).put(elements.toByteArray()).array();
	}

	private static void element(ByteArrayOutputStream elements, int type, Object name, byte[]... parts) {
		elements.write(type);
		elements.writeBytes(String.valueOf(name).getBytes(StandardCharsets.UTF_8));
		elements.write(0);
		for (byte[] part : parts) {
			elements.writeBytes(part);
		}
	}

	private static byte[] int32(int value) {
		return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
	}

	/**
	 * Reads a document of an untrusted peer. An array is a Map by its indexes. Values of
	 * other types are left out.
	 * @param input holds exactly one document
	 * @throws RuntimeException if it does not
	 */
	static Map<String, Object> read(ByteBuffer input) {
		return read(input.order(ByteOrder.LITTLE_ENDIAN), 0);
	}

	private static Map<String, Object> read(ByteBuffer input, int depth) {
		if (input.getInt() != input.remaining() + 4 || depth > MAX_DEPTH) {
			throw new IllegalArgumentException("Not a BSON document, or nested too deeply");
		}
		Map<String, Object> values = new LinkedHashMap<>();
		for (int type = input.get(); type != 0; type = input.get()) {
			String name = name(input);
			Object value = value(type, input, depth);
			if (value != null) {
				values.put(name, value);
			}
		}
		if (input.hasRemaining()) {
			throw new IllegalArgumentException("Bytes after the end of a BSON document");
		}
		return values;
	}

	private static @Nullable Object value(int type, ByteBuffer input, int depth) {
		return switch (type) {
			case DOUBLE -> input.getDouble();
			case STRING -> {
				int length = input.getInt();
				String text = text(next(input, length - 1));
				next(input, 1);
				yield text;
			}
			case DOCUMENT, ARRAY -> read(next(input, input.getInt(input.position())), depth + 1);
			case BINARY -> {
				int length = input.getInt();
				next(input, 1);
				yield bytes(next(input, length));
			}
			case BOOLEAN -> input.get() == 1;
			case INT32 -> input.getInt();
			default -> {
				Integer size = SKIPPED.get(type);
				if (size == null) {
					throw new IllegalArgumentException("BSON of an unknown type");
				}
				next(input, size);
				yield null;
			}
		};
	}

	private static String name(ByteBuffer input) {
		int length = 0;
		while (input.get(input.position() + length) != 0) {
			length++;
		}
		String name = text(next(input, length));
		next(input, 1);
		return name;
	}

	/** The next bytes, without a copy: their number is the peer's, and may be wrong. */
	private static ByteBuffer next(ByteBuffer input, int length) {
		ByteBuffer next = input.slice(input.position(), length).order(ByteOrder.LITTLE_ENDIAN);
		input.position(input.position() + length);
		return next;
	}

	private static byte[] bytes(ByteBuffer input) {
		byte[] bytes = new byte[input.remaining()];
		input.get(bytes);
		return bytes;
	}

	private static String text(ByteBuffer input) {
		return new String(bytes(input), StandardCharsets.UTF_8);
	}

}
