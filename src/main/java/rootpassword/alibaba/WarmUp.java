package rootpassword.alibaba;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;

import com.aliyuncs.auth.BasicCredentials;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.Delivery.Answered;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.password.RootPassword;

/**
 * Signs a reset and reads an answer at the start, without sending. This loads the classes
 * of the SDK and of the answer reader, so that the first real reset is not slower.
 */
record WarmUp(AlibabaProperties properties) implements Runnable {

	@Override
	public void run() {
		ResetCommand command = new ResetCommand(new InstanceId("dds-warmup"), new RootPassword("warm-up".toCharArray()),
				null, new Origin(new Actor("warm-up", null, "127.0.0.1"), null, null), null);
		try {
			new ResetRequests(this.properties).sign(command, new BasicCredentials("warm", "up"));
		}
		catch (GeneralSecurityException | IOException ex) {
			// Its message can quote the request
			throw new IllegalStateException("The SDK cannot sign");
		}
		ProviderAnswerReader
			.read(new Answered(200, Map.of(), "{\"RequestId\":\"warm-up\"}".getBytes(StandardCharsets.US_ASCII)));
	}

}
