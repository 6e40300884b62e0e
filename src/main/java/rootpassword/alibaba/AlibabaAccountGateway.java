package rootpassword.alibaba;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.alibaba.ProviderAnswerReader.Verdict;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Deadline;
import rootpassword.reset.TraceContext;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.password.RootPassword;

/**
 * Calls ResetAccountPassword of ApsaraDB for MongoDB.
 *
 * @param program name and version of this program, for {@code User-Agent}
 */
record AlibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, AtMostOnceClient client,
		TraceContext trace, String program) implements AccountGateway {

	private static final Logger logger = LoggerFactory.getLogger(AlibabaAccountGateway.class);

	/**
	 * Signs a reset and reads an answer, without sending. This loads the classes of the
	 * SDK and of the answer reader, so that the first real reset is not slower.
	 */
	void warmUp() {
		try {
			sign(new ResetCommand(new InstanceId("dds-warmup"), new RootPassword("warm-up".toCharArray()), null,
					new Origin(new Actor("warm-up", null, "127.0.0.1"), null, null), null),
					AccessKeys.fixed(new BasicCredentials("warm", "up")));
		}
		catch (NoCredentialsException ex) {
			throw new IllegalStateException(ex);
		}
		ProviderAnswerReader
			.read(new Answered(200, Map.of(), "{\"RequestId\":\"warm-up\"}".getBytes(StandardCharsets.US_ASCII)));
	}

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		Verdict verdict = call(command, admission);
		ProviderAnswer answer = verdict.outcome().answer();
		this.accessKeys.renewIfRefused(answer.code());
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
			signed = sign(command, this.accessKeys);
		}
		catch (NoCredentialsException ex) {
			return new Verdict(new Rejected(Rejection.PROVIDER_DENIED), ex.cause());
		}
		return switch (this.client.post(URI.create(signed.getSysUrl()), headers(signed, admission),
				signed.getHttpContent(), deadline)) {
			case Unsent(String cause) -> new Verdict(new Rejected(Rejection.PROVIDER_UNREACHABLE), cause);
			case Unanswered(String cause, int status) -> new Verdict(new Unconfirmed(ProviderAnswer.NONE), cause);
			case Answered answered -> ProviderAnswerReader.read(answered);
		};
	}

	private HttpRequest sign(ResetCommand command, AccessKeys keys) throws NoCredentialsException {
		Map<String, String> parameters = new HashMap<>();
		parameters.put("DBInstanceId", command.instance().value());
		parameters.put("AccountName", "root");
		parameters.put("AccountPassword", command.password().reveal());
		if (command.characterType() != null) {
			parameters.put("CharacterType", command.characterType().code());
		}
		return new RequestSigner(this.properties, "Dds", "2015-12-01", this.properties.endpoint(),
				this.properties.protocol())
			.sign("ResetAccountPassword", parameters, keys);
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
