package rootpassword.alibaba;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.aliyuncs.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.alibaba.ProviderAnswerReader.Verdict;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.NoCredentialsException;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Deadline;
import rootpassword.reset.TraceContext;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * Calls ResetAccountPassword of ApsaraDB for MongoDB. The SDK only builds and signs the
 * request.
 *
 * @param program name and version of this program, for {@code User-Agent}
 */
record AlibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, AtMostOnceClient client,
		TraceContext trace, String program) implements AccountGateway {

	private static final Logger logger = LoggerFactory.getLogger(AlibabaAccountGateway.class);

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		Verdict verdict = call(command, admission);
		ProviderAnswer answer = verdict.outcome().answer();
		if (answer.code() != null && answer.code().startsWith("InvalidSecurityToken")) {
			this.accessKeys.renewEarly();
		}
		if (verdict.outcome() instanceof Unconfirmed) {
			logger.warn("Reset of {} is unconfirmed: {}", command.instance(), verdict.cause());
		}
		else if (answer.status() == null) {
			logger.warn("Reset of {} was not sent: {}", command.instance(), verdict.cause());
		}
		return verdict.outcome();
	}

	private Verdict call(ResetCommand command, Admitted admission) {
		Deadline deadline = Deadline.in(deadline()).orEarlier(admission.lease());
		HttpRequest signed;
		try {
			signed = new ResetRequests(this.properties).sign(command, this.accessKeys.current());
		}
		catch (NoCredentialsException ex) {
			return new Verdict(new Rejected(Rejection.PROVIDER_DENIED), "no credentials");
		}
		catch (GeneralSecurityException | IOException | RuntimeException ex) {
			// The SDK throws more than it declares; nothing was sent
			return new Verdict(new Rejected(Rejection.PROVIDER_DENIED), "the SDK could not sign it");
		}
		return switch (this.client.post(URI.create(signed.getSysUrl()), headers(signed, admission),
				signed.getHttpContent(), deadline)) {
			case Unsent(String cause) -> new Verdict(new Rejected(Rejection.PROVIDER_UNREACHABLE), cause);
			case Unanswered(String cause, int status) -> new Verdict(new Unconfirmed(ProviderAnswer.NONE), cause);
			case Answered answered -> ProviderAnswerReader.read(answered);
		};
	}

	/**
	 * Adds the attempt id and the trace, in headers that the signature does not cover.
	 */
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

}
