package rootpassword.reset;

import java.time.Instant;
import java.util.UUID;

/** The id of an attempt in the trail, the log and every answer: a UUIDv7. */
public record AttemptId(UUID value) {

	/** The lowest id at this time: ids are UUIDv7, which increase with time. */
	public static AttemptId lowestAt(Instant time) {
		return new AttemptId(new UUID(time.toEpochMilli() << 16, 0));
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
