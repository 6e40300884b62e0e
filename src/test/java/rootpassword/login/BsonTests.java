package rootpassword.login;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import javax.security.auth.login.LoginException;

import org.bson.BsonDocumentWrapper;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Compares the BSON of the login with that of MongoDB's own driver.
 */
class BsonTests {

	/** What an instance answers to {@code hello}, in all types that occur there. */
	private static final Document HELLO = new Document("ismaster", true)
		.append("topologyVersion", new Document("processId", new ObjectId()).append("counter", 6L))
		.append("hosts", Arrays.asList("a:3717", "b:3717"))
		.append("localTime", new Date())
		.append("operationTime", new BsonTimestamp(1, 2))
		.append("none", null)
		.append("key", new MinKey())
		.append("decimal", Decimal128.parse("1.5"))
		.append("maxWireVersion", 21)
		.append("empty", "")
		.append("name", "réplica")
		.append("payload", new byte[] { 1, 2, 3 })
		.append("ok", 1.0);

	@Test
	void readsWhatTheDriverWrites() throws Exception {
		Map<String, Object> read = Bson.read(ByteBuffer.wrap(bytes(HELLO)));
		assertThat(read).containsEntry("ismaster", true)
			.containsEntry("maxWireVersion", 21)
			.containsEntry("empty", "")
			.containsEntry("name", "réplica")
			.containsEntry("payload", new byte[] { 1, 2, 3 })
			.containsEntry("ok", 1.0)
			.doesNotContainKeys("none", "localTime");
		assertThat(Bson.read((ByteBuffer) read.get("hosts"))).isEqualTo(Map.of("0", "a:3717", "1", "b:3717"));
		assertThat(Bson.read((ByteBuffer) read.get("topologyVersion"))).isEmpty();
	}

	@Test
	void writesWhatTheDriverReads() {
		ByteBuffer written = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
		Bson.write(written, Map.of("saslContinue", 1, "mechanism", "SCRAM-SHA-256 é", "payload", new byte[] { 1, 2, 3 },
				"empty", new byte[0], "options", new TreeMap<>(Map.of("skipEmptyExchange", true, "other", false))));
		RawBsonDocument read = new RawBsonDocument(written.array(), 0, written.position());
		assertThat(read.getInt32("saslContinue").getValue()).isOne();
		assertThat(read.getString("mechanism").getValue()).isEqualTo("SCRAM-SHA-256 é");
		assertThat(read.getBinary("payload").getData()).containsExactly(1, 2, 3);
		assertThat(read.getBinary("empty").getData()).isEmpty();
		assertThat(read.getDocument("options").toJson()).isEqualTo("{\"other\": false, \"skipEmptyExchange\": true}");
	}

	@Test
	void refusesEveryTruncatedDocument() {
		byte[] whole = bytes(HELLO);
		for (int length = 0; length < whole.length; length++) {
			byte[] part = Arrays.copyOf(whole, length);
			assertThatExceptionOfType(LoginException.class).isThrownBy(() -> Bson.read(ByteBuffer.wrap(part)));
		}
	}

	/** Neither an endless loop nor an error of the JVM, such as too much memory. */
	@Test
	void endsForEveryChangedDocument() {
		byte[] whole = bytes(HELLO);
		Random random = new Random(15);
		int refused = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] changed = whole.clone();
			for (int change = 0; change <= i % 4; change++) {
				changed[random.nextInt(changed.length)] = (byte) random.nextInt();
			}
			try {
				Bson.read(ByteBuffer.wrap(changed));
			}
			catch (LoginException ex) {
				refused++;
			}
		}
		assertThat(refused).isBetween(1_000, 19_999);
	}

	/**
	 * The peer cannot exhaust the stack, because nobody reads what is nested so deeply.
	 */
	@Test
	void readsDeepNestingOnlyOnDemand() throws Exception {
		Document document = new Document();
		for (int i = 0; i < 1000; i++) {
			document = new Document("d", document);
		}
		assertThat(Bson.read(ByteBuffer.wrap(bytes(document)))).hasSize(1);
	}

	private static byte[] bytes(Document document) {
		ByteBuffer bytes = new RawBsonDocument(
				new BsonDocumentWrapper<>(document, new DocumentCodec()).toBsonDocument(),
				new org.bson.codecs.BsonDocumentCodec())
			.getByteBuffer()
			.asNIO();
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		return copy;
	}

}
