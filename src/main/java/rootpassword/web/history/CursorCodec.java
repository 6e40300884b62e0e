package rootpassword.web.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.history.AttemptHistory.HistoryCursor;

/**
 * Encodes a cursor as base64url of its two numbers. It needs no signature, because it
 * grants no access.
 */
final class CursorCodec {

	/** The last microsecond of the year 9999. */
	private static final long MAX_MICROS = 253_402_300_799_999_999L;

	private CursorCodec() {
	}

	static String of(HistoryCursor cursor) {
		ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES)
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, cursor.openedAt()))
			.putLong(cursor.seq());
		return Base64.getUrlEncoder().withoutPadding().encodeToString(numbers.array());
	}

	/** The cursor, or {@code null} if this codec did not produce the text. */
	static @Nullable HistoryCursor parse(String text) {
		try {
			byte[] numbers = Base64.getUrlDecoder().decode(text);
			if (numbers.length != 2 * Long.BYTES) {
				return null;
			}
			long micros = ByteBuffer.wrap(numbers).getLong();
			HistoryCursor cursor = new HistoryCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
					ByteBuffer.wrap(numbers).getLong(Long.BYTES));
			// Base64 allows several texts for the same bytes
			return (micros >= 0 && micros <= MAX_MICROS && of(cursor).equals(text)) ? cursor : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
