package rootpassword.alibaba;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.policy.retry.RetryPolicy;
import com.aliyuncs.profile.DefaultProfile;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.reset.ResetCommand;

/**
 * Lets the SDK build and sign ResetAccountPassword of ApsaraDB for MongoDB (product Dds,
 * version 2015-12-01), and nothing else: see {@link SigningOnlyHttpClient}.
 */
final class RequestSigner implements AutoCloseable {

	private final AlibabaProperties properties;

	private final DefaultAcsClient client;

	RequestSigner(AlibabaProperties properties, AlibabaCloudCredentialsProvider credentials) {
		this.properties = properties;
		DefaultProfile profile = DefaultProfile.getProfile("");
		profile.setCloseTrace(true);
		// Keeps the SDK from making its default transport, one for the whole JVM, for
		// the moment before it gets ours
		profile.getHttpClientConfig().setCompatibleMode(true);
		this.client = new DefaultAcsClient(profile, credentials);
		this.client.setHttpClient(new SigningOnlyHttpClient());
		this.client.setSysRetryPolicy(RetryPolicy.none());
	}

	/**
	 * Sends nothing yet, whatever happens.
	 * @throws ClientException as the credentials throw it, or the SDK: the SDK's can
	 * quote the signed URL, so it is neither to be told nor to be chained
	 */
	@SuppressWarnings("unchecked")
	HttpRequest sign(ResetCommand command) throws ClientException {
		return ((SigningOnlyHttpClient.Signed) this.client.doAction(request(command).buildRequest())).request();
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
	public void close() {
		this.client.shutdown();
	}

}
