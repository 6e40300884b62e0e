package rootpassword.export;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the answer of a collector, the message {@code ExportLogsServiceResponse} in the
 * encoding of protobuf. Its fields may come in any order, and it may have further ones.
 */
final class OtlpAnswer {

	/** The field {@code partial_success}, a message. */
	private static final int PARTIAL_SUCCESS = 1 << 3 | 2;

	/** Its field {@code rejected_log_records}, a number. */
	private static final int REJECTED_RECORDS = 1 << 3;

	private OtlpAnswer() {
	}

	/**
	 * Whether the collector has rejected a record.
	 * @throws IOException if this is not an answer of a collector
	 */
	static boolean rejects(byte[] answer) throws IOException {
		try {
			boolean rejects = false;
			ByteBuffer message = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
			while (message.hasRemaining()) {
				long tag = number(message);
				if (tag == PARTIAL_SUCCESS) {
					rejects |= rejectsSome(bytes(message));
				}
				else {
					skip(tag, message);
				}
			}
			return rejects;
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			throw new IOException("the answer is not that of a collector");
		}
	}

	private static boolean rejectsSome(ByteBuffer partialSuccess) {
		boolean rejects = false;
		while (partialSuccess.hasRemaining()) {
			long tag = number(partialSuccess);
			if (tag == REJECTED_RECORDS) {
				rejects |= number(partialSuccess) != 0;
			}
			else {
				skip(tag, partialSuccess);
			}
		}
		return rejects;
	}

	private static void skip(long tag, ByteBuffer message) {
		if (tag >>> 3 == 0 || tag >>> 32 != 0) {
			throw new IllegalArgumentException("no such field");
		}
		switch ((int) tag & 7) {
			case 0 -> number(message);
			case 1 -> message.getLong();
			case 2 -> bytes(message);
			case 5 -> message.getInt();
			default -> throw new IllegalArgumentException("no such type");
		}
	}

	private static ByteBuffer bytes(ByteBuffer message) {
		long length = number(message);
		if (length < 0 || length > message.remaining()) {
			throw new BufferUnderflowException();
		}
		ByteBuffer bytes = message.slice(message.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
		message.position(message.position() + (int) length);
		return bytes;
	}

	/** Seven bits in each byte, the lowest first. */
	private static long number(ByteBuffer message) {
		long number = 0;
		for (int shift = 0; shift < 64; shift += 7) {
			byte next = message.get();
			number |= (long) (next & 0x7f) << shift;
			if (next >= 0) {
				return number;
			}
		}
		throw new IllegalArgumentException("no such number");
	}

}
