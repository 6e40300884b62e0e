package rootpassword.alibaba.addresses;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.aliyuncs.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.alibaba.RequestSigner;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.NoCredentialsException;
import rootpassword.alibaba.transport.AtMostOnceClient;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.Delivery.Unanswered;
import rootpassword.alibaba.transport.Delivery.Unsent;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceAddresses;
import rootpassword.reset.command.InstanceId;
import tools.jackson.databind.JsonNode;

/**
 * Calls DescribeDBInstanceAttribute of ApsaraDB for MongoDB.
 */
final class InstanceDescriptions implements InstanceAddresses, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(InstanceDescriptions.class);

	/** A missing permission concerns every reset, and is said once a minute. */
	private static final long PAUSE_OF_WARNINGS = Duration.ofMinutes(1).toNanos();

	private final RequestSigner signer;

	private final AccessKeys accessKeys;

	private final AtMostOnceClient client;

	private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

	InstanceDescriptions(RequestSigner signer, AccessKeys accessKeys, AtMostOnceClient client) {
		this.signer = signer;
		this.accessKeys = accessKeys;
		this.client = client;
	}

	@Override
	public List<Address> of(InstanceId instance, Deadline deadline) {
		HttpRequest signed;
		try {
			signed = this.signer.sign("DescribeDBInstanceAttribute", Map.of("DBInstanceId", instance.value()),
					this.accessKeys.current());
		}
		catch (NoCredentialsException ex) {
			return none(instance, "no credentials");
		}
		catch (GeneralSecurityException | IOException ex) {
			return none(instance, "the SDK could not sign the query");
		}
		return switch (this.client.deliver(URI.create(signed.getSysUrl()), signed.getSysHeaders(),
				signed.getHttpContent(), deadline)) {
			case Unsent(String cause) -> none(instance, cause);
			case Unanswered(String cause) -> none(instance, cause);
			case Answered answered -> read(instance, answered);
		};
	}

	private List<Address> read(InstanceId instance, Answered answered) {
		JsonNode answer = StrictJson.object(answered.body());
		String code = StrictJson.word(answer, "Code");
		if (code != null && code.startsWith("InvalidSecurityToken")) {
			this.accessKeys.renewEarly();
		}
		if (answer == null || answered.status() != 200 || answer.hasNonNull("Code")) {
			return none(instance,
					"HTTP " + answered.status() + " " + ((code != null) ? code : "without a readable answer"));
		}
		List<Address> addresses = AddressReader.read(instance, answer);
		return addresses.isEmpty() ? none(instance, "the answer names none") : addresses;
	}

	private List<Address> none(InstanceId instance, String cause) {
		long now = System.nanoTime();
		long next = this.nextWarning.get();
		if (now - next >= 0 && this.nextWarning.compareAndSet(next, now + PAUSE_OF_WARNINGS)) {
			logger.warn("The provider told no address of {} for the login check: {}", instance, cause);
		}
		return List.of();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
