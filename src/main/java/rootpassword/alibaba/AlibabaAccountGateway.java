package rootpassword.alibaba;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.policy.retry.RetryPolicy;
import com.aliyuncs.profile.DefaultProfile;
import rootpassword.alibaba.AnswerReader.Verdict;
import rootpassword.alibaba.Delivery.Answered;
import rootpassword.alibaba.Delivery.Unanswered;
import rootpassword.alibaba.Delivery.Unsent;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

/**
 * Calls ResetAccountPassword of ApsaraDB for MongoDB (product Dds, version 2015-12-01).
 * The SDK builds and signs the request; sending and reading are ours.
 */
final class AlibabaAccountGateway implements AccountGateway, AutoCloseable {

	private static final Logger LOGGER = System.getLogger(AlibabaAccountGateway.class.getName());

	private final AlibabaProperties properties;

	private final DefaultAcsClient client;

	AlibabaAccountGateway(AlibabaProperties properties, AlibabaCloudCredentialsProvider credentials,
			HttpClient.Builder transport) {
		this.properties = properties;
		DefaultProfile profile = DefaultProfile.getProfile("");
		profile.setCloseTrace(true);
		// Keeps the SDK from making its default transport, one for the whole JVM, for
		// the moment before it gets ours
		profile.getHttpClientConfig().setCompatibleMode(true);
		this.client = new DefaultAcsClient(profile, credentials);
		this.client.setHttpClient(new ProviderTransport(properties, transport));
		this.client.setSysRetryPolicy(RetryPolicy.none());
	}

	@Override
	public ResetOutcome reset(ResetCommand command) {
		Verdict verdict = switch (send(command)) {
			case Unsent(String cause) -> new Verdict(new Rejected(Rejection.PROVIDER_UNREACHABLE), cause);
			case Unanswered(String cause) -> new Verdict(new Unconfirmed(ProviderAnswer.NONE), cause);
			case Answered answered -> AnswerReader.read(answered);
		};
		if (verdict.outcome() instanceof Unconfirmed) {
			LOGGER.log(Level.WARNING, "Reset of {0} is unconfirmed: {1}", command.instance(), verdict.cause());
		}
		else if (verdict.outcome().answer().status() == null) {
			LOGGER.log(Level.WARNING, "Reset of {0} was not sent: {1}", command.instance(), verdict.cause());
		}
		return verdict.outcome();
	}

	// Whatever the SDK throws can quote the signed URL, so it is neither told nor chained
	@SuppressWarnings("unchecked")
	private Delivery send(ResetCommand command) {
		try {
			return ((ProviderTransport.Receipt) this.client.doAction(request(command).buildRequest())).delivery();
		}
		catch (ClientException ex) {
			return new Unanswered("the SDK failed");
		}
	}

	private CommonRequest request(ResetCommand command) {
		CommonRequest request = new CommonRequest();
		request.setSysMethod(MethodType.POST);
		request.setSysProtocol(this.properties.protocol());
		request.setSysDomain(this.properties.endpoint());
		request.setSysProduct("Dds");
		request.setSysVersion("2015-12-01");
		request.setSysAction("ResetAccountPassword");
		request.setSysAccept(FormatType.JSON);
		request.setSysSignatureVersion(this.properties.signatureVersion());
		if (this.properties.signatureVersion() == SignatureVersion.V3) {
			// V3 wants the host signed, and the SDK does so only if it is told the host
			request.putHeadParameter("host", this.properties.host());
		}
		if (this.properties.region() != null) {
			request.putQueryParameter("RegionId", this.properties.region());
		}
		request.putBodyParameter("DBInstanceId", command.instance().value());
		request.putBodyParameter("AccountName", "root");
		request.putBodyParameter("AccountPassword", command.password().reveal());
		if (command.characterType() != null) {
			request.putBodyParameter("CharacterType", command.characterType().code());
		}
		return request;
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
		this.client.shutdown();
	}

}
