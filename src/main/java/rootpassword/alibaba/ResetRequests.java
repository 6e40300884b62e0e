package rootpassword.alibaba;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.http.HttpRequest;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.reset.command.ResetCommand;

/**
 * Builds the signed request ResetAccountPassword of ApsaraDB for MongoDB.
 */
record ResetRequests(RequestSigner signer) {

	ResetRequests(AlibabaProperties properties) {
		this(new RequestSigner(properties, "Dds", "2015-12-01", properties.endpoint(), properties.protocol()));
	}

	/** See {@link RequestSigner#sign}. */
	HttpRequest sign(ResetCommand command, AlibabaCloudCredentials key) throws GeneralSecurityException, IOException {
		Map<String, String> parameters = new HashMap<>();
		parameters.put("DBInstanceId", command.instance().value());
		parameters.put("AccountName", "root");
		parameters.put("AccountPassword", command.password().reveal());
		if (command.characterType() != null) {
			parameters.put("CharacterType", command.characterType().code());
		}
		return this.signer.sign("ResetAccountPassword", parameters, key);
	}

}
