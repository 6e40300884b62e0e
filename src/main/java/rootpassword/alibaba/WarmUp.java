package rootpassword.alibaba;

import java.nio.charset.StandardCharsets;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.StaticCredentialsProvider;
import com.aliyuncs.exceptions.ClientException;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.reset.Actor;
import rootpassword.reset.InstanceId;
import rootpassword.reset.Origin;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.password.RootPassword;

/**
 * Signs a reset that is never sent and reads an answer that never came, so that the first
 * real one need not wait for the classes of the SDK, of the signature and of the reader.
 */
final class WarmUp implements Runnable {

	private final AlibabaProperties properties;

	WarmUp(AlibabaProperties properties) {
		this.properties = properties;
	}

	@Override
	public void run() {
		ResetCommand command = new ResetCommand(new InstanceId("dds-warmup"), new RootPassword("warm-up".toCharArray()),
				null, new Origin(new Actor("warm-up", null, "127.0.0.1"), null, null), null);
		try (RequestSigner signer = new RequestSigner(this.properties,
				new StaticCredentialsProvider(new BasicCredentials("warm", "up")))) {
			signer.sign(command);
			ProviderAnswerReader
				.read(new Answered(200, null, "{\"RequestId\":\"warm-up\"}".getBytes(StandardCharsets.US_ASCII)));
		}
		catch (ClientException ex) {
			// Its message can quote the request
			throw new IllegalStateException("The SDK cannot sign");
		}
	}

}
