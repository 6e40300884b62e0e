package rootpassword.alibaba.credentials;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.aliyuncs.http.HttpRequest;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.reset.Deadline;

/**
 * Assumes the role of a target: AssumeRole of STS, signed with the service's own key.
 *
 * @param operations the only operations that the key may call, such as
 * {@code dds:ResetAccountPassword}, even if the role may call more
 */
record AssumeRole(RequestSigner signer, AccessKeys own, ProviderTarget target, List<String> operations,
		StsClient sts) implements KeySource {

	/** The shortest maximum in the provider's documents. */
	private static final int MAX_SESSION_NAME = 32;

	@Override
	public TemporaryKey fetch(Deadline deadline) throws NoCredentialsException {
		HttpRequest signed = this.signer.sign("AssumeRole", parameters(), this.own);
		try {
			return this.sts.fetch(URI.create(signed.getSysUrl()), signed.getSysHeaders(), signed.getHttpContent(),
					deadline);
		}
		catch (NoCredentialsException ex) {
			this.own.renewIfRefused(ex.code());
			throw ex;
		}
	}

	private Map<String, String> parameters() {
		Map<String, String> parameters = new HashMap<>();
		parameters.put("RoleArn", String.valueOf(this.target.role()));
		String session = "root-password-" + this.target.name();
		parameters.put("RoleSessionName", session.substring(0, Math.min(session.length(), MAX_SESSION_NAME)));
		parameters.put("DurationSeconds", "3600");
		parameters.put("Policy", "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
				+ this.operations.stream().map((operation) -> "\"" + operation + "\"").collect(Collectors.joining(","))
				+ "],\"Resource\":\"*\"}]}");
		if (this.target.externalId() != null) {
			parameters.put("ExternalId", this.target.externalId());
		}
		return parameters;
	}

	@Override
	public String purpose() {
		return " for target " + this.target.name();
	}

}
