package rootpassword.web.reset;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ResetOutcome.Accepted;

/**
 * The body of an accepted reset.
 *
 * @param recorded {@code false} if the trail may lack the outcome; otherwise left out
 * @param effective {@code true} if a login with the password succeeded; otherwise left
 * out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ResetResponse(String instanceId, String attemptId, String outcome, String requestId, @Nullable Boolean recorded,
		@Nullable Boolean effective) {

	static ResetResponse of(InstanceId instance, ResetReceipt receipt, Accepted accepted) {
		return new ResetResponse(instance.value(), String.valueOf(receipt.attempt()), accepted.word(),
				String.valueOf(accepted.answer().requestId()), receipt.recorded() ? null : false,
				receipt.effective() ? true : null);
	}

}
