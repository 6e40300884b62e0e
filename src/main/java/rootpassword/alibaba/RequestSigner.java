package rootpassword.alibaba;

import java.io.IOException;
import java.security.GeneralSecurityException;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.auth.Signer;
import com.aliyuncs.auth.signers.SignatureAlgorithm;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.UserAgentConfig;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.reset.command.ResetCommand;

/**
 * Builds and signs ResetAccountPassword of ApsaraDB for MongoDB with the SDK. The SDK's
 * client is not used, so the SDK never sends a request and never reads an answer.
 */
record RequestSigner(AlibabaProperties properties) {

	private static final String ACTION = "ResetAccountPassword";

	private static final String VERSION = "2015-12-01";

	/**
	 * Returns the signed request.
	 * @throws GeneralSecurityException if the SDK cannot sign it. Do not log or chain the
	 * exception: its message can quote the request. The same holds for IOException.
	 */
	HttpRequest sign(ResetCommand command, AlibabaCloudCredentials key) throws GeneralSecurityException, IOException {
		AcsRequest<?> request = request(command).buildRequest();
		Signer signer = Signer.getSigner(key, this.properties.signatureVersion(), SignatureAlgorithm.ACS3_HMAC_SHA256);
		return request.signRequest(signer, key, FormatType.JSON, request.getSysProductDomain());
	}

	private CommonRequest request(ResetCommand command) {
		CommonRequest request = new CommonRequest();
		request.setSysMethod(MethodType.POST);
		request.setSysProtocol(this.properties.protocol());
		request.setSysDomain(this.properties.endpoint());
		request.setSysProduct("Dds");
		request.setSysVersion(VERSION);
		request.setSysAction(ACTION);
		request.setSysSignatureVersion(this.properties.signatureVersion());
		request.setSysSignatureAlgorithm(SignatureAlgorithm.ACS3_HMAC_SHA256);
		// The headers that the SDK's client would add
		request.putHeadParameter("User-Agent", UserAgentConfig.getDefaultMessage());
		request.putHeadParameter("x-acs-version", VERSION);
		request.putHeadParameter("x-acs-action", ACTION);
		if (this.properties.signatureVersion() == SignatureVersion.V3) {
			// V3 requires a signed host, but the SDK signs it only if it is set here
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

}
