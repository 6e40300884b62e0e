package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import rootpassword.alibaba.credentials.TokenServiceAnswer.Issued;

/**
 * A key that is taken until shortly before its end, for it must survive its way to the
 * provider.
 */
record TemporaryKey(AlibabaCloudCredentials credentials, Instant usableUntil) {

	private static final Duration MARGIN = Duration.ofSeconds(10);

	static TemporaryKey of(Issued issued, Duration life) {
		Duration tenth = life.dividedBy(10);
		return new TemporaryKey(issued.key(), issued.expires().minus((tenth.compareTo(MARGIN) < 0) ? tenth : MARGIN));
	}

	boolean isUsable(Instant now) {
		return now.isBefore(this.usableUntil);
	}

}
