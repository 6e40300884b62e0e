package rootpassword.alibaba;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.alibaba.ProviderAnswerReader.Verdict;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.NoCredentialsException;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.AtMostOnceClient;
import rootpassword.alibaba.transport.Delivery;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.Delivery.Unanswered;
import rootpassword.alibaba.transport.Delivery.Unsent;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Deadline;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.TraceContext;

/**
 * Calls ResetAccountPassword of ApsaraDB for MongoDB. The SDK builds and signs the
 * request; sending and reading are ours.
 */
final class AlibabaAccountGateway implements AccountGateway, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AlibabaAccountGateway.class);

	private final AccessKeys accessKeys;

	private final String program;

	private final RequestSigner signer;

	private final AtMostOnceClient client;

	private final AlibabaProperties properties;

	private final TraceContext trace;

	/**
	 * A gateway that sends nothing before its first call.
	 * @param program name and version of this program, for {@code User-Agent}
	 */
	AlibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, AtMostOnceClient client,
			TraceContext trace, String program) {
		this.accessKeys = accessKeys;
		this.program = program;
		this.signer = new RequestSigner(properties, accessKeys);
		this.client = client;
		this.properties = properties;
		this.trace = trace;
	}

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		Verdict verdict = ask(command, admission);
		String code = verdict.outcome().answer().code();
		if (code != null && code.startsWith("InvalidSecurityToken")) {
			this.accessKeys.renewEarly();
		}
		if (verdict.outcome() instanceof Unconfirmed) {
			logger.warn("Reset of {} is unconfirmed: {}", command.instance(), verdict.cause());
		}
		else if (verdict.outcome().answer().status() == null) {
			logger.warn("Reset of {} was not sent: {}", command.instance(), verdict.cause());
		}
		return verdict.outcome();
	}

	private Verdict ask(ResetCommand command, Admitted admission) {
		Deadline deadline = Deadline.in(this.properties.deadline()).orEarlier(admission.lease());
		HttpRequest signed;
		try {
			signed = this.signer.sign(command);
		}
		catch (NoCredentialsException ex) {
			return new Verdict(new Rejected(Rejection.PROVIDER_DENIED), "no credentials");
		}
		catch (ClientException ex) {
			return new Verdict(new Rejected(Rejection.PROVIDER_DENIED), "the SDK could not sign it");
		}
		Delivery delivery = this.client.deliver(URI.create(signed.getSysUrl()), headers(signed, admission),
				signed.getHttpContent(), deadline);
		return switch (delivery) {
			case Unsent(String cause) -> new Verdict(new Rejected(Rejection.PROVIDER_UNREACHABLE), cause);
			case Unanswered(String cause) -> new Verdict(new Unconfirmed(ProviderAnswer.NONE), cause);
			case Answered answered -> ProviderAnswerReader.read(answered);
		};
	}

	/** With the attempt's id and the trace, in headers that no signature covers. */
	private Map<String, String> headers(HttpRequest signed, Admitted admission) {
		Map<String, String> headers = new HashMap<>(signed.getSysHeaders());
		headers.merge("User-Agent", this.program + " (" + admission.attempt() + ")",
				(sdk, program) -> sdk + " " + program);
		String traceparent = this.trace.traceparent();
		if (traceparent != null) {
			headers.put("traceparent", traceparent);
		}
		return headers;
	}

	@Override
	public Duration deadline() {
		return this.properties.deadline();
	}

	@Override
	public int capacity() {
		return this.properties.maxConcurrent();
	}

	@Override
	public void close() {
		this.signer.close();
		this.client.close();
	}

}
