package rootpassword.reset;

import java.util.UUID;

/**
 * The id of an attempt in the trail, the log and every answer: a UUIDv7.
 */
public record AttemptId(UUID value) {

	@Override
	public String toString() {
		return this.value.toString();
	}

}
