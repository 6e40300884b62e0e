package rootpassword.login;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a document in BSON, with the types that a login needs.
 */
final class BsonDocument {

	private final ByteArrayOutputStream elements = new ByteArrayOutputStream();

	BsonDocument with(String name, int value) {
		return element(BsonReader.INT32, name, littleEndian(value));
	}

	BsonDocument with(String name, boolean value) {
		return element(BsonReader.BOOLEAN, name, new byte[] { (byte) (value ? 1 : 0) });
	}

	BsonDocument with(String name, String value) {
		byte[] text = value.getBytes(StandardCharsets.UTF_8);
		return element(BsonReader.STRING, name, littleEndian(text.length + 1), text, new byte[1]);
	}

	BsonDocument with(String name, byte[] value) {
		return element(BsonReader.BINARY, name, littleEndian(value.length), new byte[1], value);
	}

	BsonDocument with(String name, BsonDocument value) {
		return element(BsonReader.DOCUMENT, name, value.bytes());
	}

	byte[] bytes() {
		ByteArrayOutputStream document = new ByteArrayOutputStream();
		document.writeBytes(littleEndian(4 + this.elements.size() + 1));
		document.writeBytes(this.elements.toByteArray());
		document.write(0);
		return document.toByteArray();
	}

	private BsonDocument element(int type, String name, byte[]... parts) {
		this.elements.write(type);
		this.elements.writeBytes(name.getBytes(StandardCharsets.UTF_8));
		this.elements.write(0);
		for (byte[] part : parts) {
			this.elements.writeBytes(part);
		}
		return this;
	}

	private static byte[] littleEndian(int value) {
		return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
	}

}
