package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.auth.Signer;
import com.aliyuncs.auth.signers.SignatureAlgorithm;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.http.UserAgentConfig;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;

/**
 * Builds and signs requests to one API of the provider with the SDK. The SDK's client is
 * not used, so the SDK never sends a request and never reads an answer.
 *
 * @param region sent as RegionId if set
 * @param product the API
 * @param version of the API
 * @param endpoint host or host:port
 */
public record RequestSigner(SignatureVersion signature, @Nullable String region, String product, String version,
		String endpoint, ProtocolType protocol) {

	/**
	 * Returns the signed request.
	 * @param parameters sent in the body, so that no URL contains them
	 * @throws NoCredentialsException if there is no key, or the SDK cannot sign with it
	 */
	public HttpRequest sign(String action, Map<String, String> parameters, AccessKeys keys)
			throws NoCredentialsException {
		try {
			AlibabaCloudCredentials key = keys.current();
			AcsRequest<?> request = request(action, parameters).buildRequest();
			Signer signer = Signer.getSigner(key, this.signature, SignatureAlgorithm.ACS3_HMAC_SHA256);
			return request.signRequest(signer, key, FormatType.JSON, request.getSysProductDomain());
		}
		catch (GeneralSecurityException | IOException | RuntimeException ex) {
			// The SDK throws more than it declares. The cause is not chained, because its
			// message can quote the request
			throw new NoCredentialsException("the SDK could not sign the request");
		}
	}

	private CommonRequest request(String action, Map<String, String> parameters) {
		CommonRequest request = new CommonRequest();
		request.setSysMethod(MethodType.POST);
		request.setSysProtocol(this.protocol);
		request.setSysDomain(this.endpoint);
		request.setSysProduct(this.product);
		request.setSysVersion(this.version);
		request.setSysAction(action);
		request.setSysSignatureVersion(this.signature);
		request.setSysSignatureAlgorithm(SignatureAlgorithm.ACS3_HMAC_SHA256);
		// The headers that the SDK's client would add
		request.putHeadParameter("User-Agent", UserAgentConfig.getDefaultMessage());
		request.putHeadParameter("x-acs-version", this.version);
		request.putHeadParameter("x-acs-action", action);
		if (this.signature == SignatureVersion.V3) {
			// V3 requires a signed host, but the SDK signs it only if it is set here
			request.putHeadParameter("host", host());
		}
		if (this.region != null) {
			request.putQueryParameter("RegionId", this.region);
		}
		parameters.forEach(request::putBodyParameter);
		return request;
	}

	/** The value of the Host header: without the port if it is the default. */
	private String host() {
		return this.endpoint.replaceFirst((this.protocol == ProtocolType.HTTPS) ? ":443$" : ":80$", "");
	}

}
