package rootpassword.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Actor;
import rootpassword.reset.InstanceId;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.RootPassword;
import rootpassword.reset.RootPasswordService;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The one endpoint that matters.
 */
@RestController
final class RootPasswordController {

	static final String PATH = "/instances/{instanceId}/root-password";

	private final RootPasswordService service;

	private final Problems problems;

	RootPasswordController(RootPasswordService service, Problems problems) {
		this.service = service;
		this.problems = problems;
	}

	@PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> reset(@PathVariable @ValidInstanceId String instanceId,
			@RequestHeader(name = Requester.ON_BEHALF_OF, required = false) @Size(max = Requester.MAX_USER_LENGTH,
					message = "too-long") @Pattern(regexp = Requester.PRINTABLE,
							message = "malformed") @Nullable String onBehalfOf,
			@RequestHeader(name = IdempotencyKeyHeader.NAME,
					required = false) @ValidIdempotencyKey @Nullable String idempotencyKey,
			@RequestBody @Valid ResetRequest body, HttpServletRequest request) {
		InstanceId instance = new InstanceId(instanceId);
		RootPassword password = body.password();
		Actor actor = Requester.of(request);
		if (password == null || actor == null) {
			throw new IllegalStateException("Validation and security come first");
		}
		ResetReceipt receipt = this.service
			.reset(new ResetCommand(instance, password, body.parsedCharacterType(), body.reason(), actor,
					Requester.traceId(), (idempotencyKey != null) ? IdempotencyKeyHeader.parse(idempotencyKey) : null));
		return switch (receipt.outcome()) {
			case Accepted accepted -> ResponseEntity.ok()
				.headers(Problems.headers(receipt))
				.body(ResetResponse.of(instance, receipt, accepted));
			case Rejected rejected -> this.problems.answer(ProblemType.of(rejected.reason()), receipt, request);
			case Unconfirmed unconfirmed -> this.problems.answer(ProblemType.UNCONFIRMED, receipt, request);
		};
	}

}
