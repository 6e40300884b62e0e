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
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.AccountGateway.TraceContext;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Deadline;
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
 * Calls ResetAccountPassword of ApsaraDB for MongoDB, for the instances of one target.
 *
 * @param program name and version of this program, for {@code User-Agent}
 */
record AlibabaAccountGateway(ProviderTarget target, AlibabaProperties properties, AccessKeys accessKeys,
		AtMostOnceClient client, TraceContext trace, String program) implements AccountGateway {

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
		Deadline deadline = Deadline.in(limit()).orEarlier(admission.leaseEnd());
		HttpRequest signed;
		try {
			signed = sign(command, this.accessKeys);
		}
		catch (NoCredentialsException ex) {
			// As if the provider denied it: this service may do nothing without a key
			return unsent(command, Rejection.PROVIDER_DENIED, ex.cause());
		}
		return switch (this.client.post(URI.create(signed.getSysUrl()), headers(signed, admission),
				signed.getHttpContent(), deadline)) {
			case Unsent(String cause) -> unsent(command, Rejection.PROVIDER_UNREACHABLE, cause);
			// A status without a complete answer proves nothing
			case Unanswered(String cause, int status) ->
				logged(command, new Verdict(new Unconfirmed(ProviderAnswer.NONE), cause));
			case Answered answered -> logged(command, ProviderAnswerReader.read(answered));
		};
	}

	private ResetOutcome unsent(ResetCommand command, Rejection reason, String cause) {
		// Not a value, so that the log limits the warnings of each target on its own
		logger.warn("Reset at " + this.target.name() + " of {} was not sent: {}", command.instance(), cause);
		return new Rejected(reason);
	}

	private ResetOutcome logged(ResetCommand command, Verdict verdict) {
		this.accessKeys.renewIfRefused(verdict.outcome().answer().code());
		if (verdict.outcome() instanceof Unconfirmed) {
			logger.warn("Reset at " + this.target.name() + " of {} is unconfirmed: {}", command.instance(),
					verdict.cause());
		}
		return verdict.outcome();
	}

	private HttpRequest sign(ResetCommand command, AccessKeys keys) throws NoCredentialsException {
		Map<String, String> parameters = new HashMap<>();
		parameters.put("DBInstanceId", command.instance().value());
		parameters.put("AccountName", "root");
		parameters.put("AccountPassword", command.password().reveal());
		if (command.characterType() != null) {
			parameters.put("CharacterType", command.characterType().code());
		}
		return new RequestSigner(this.properties.signatureVersion(), this.target.region(), "Dds", "2015-12-01",
				this.target.endpoint(), this.properties.protocol())
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
	public Duration limit() {
		return this.properties.deadline();
	}

	@Override
	public int capacity() {
		return this.target.maxConcurrent();
	}

}
