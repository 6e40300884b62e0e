package rootpassword.web.reset;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.http.RequestContext;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.InvalidRequestException;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * The endpoints that reset a root password and that validate a reset.
 */
@RestController
final class RootPasswordController {

	private static final String PATH = "/instances/{instanceId}/root-password";

	private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

	private static final String MALFORMED = "malformed";

	private final RootPasswordService service;

	private final Problems problems;

	RootPasswordController(RootPasswordService service, Problems problems) {
		this.service = service;
		this.problems = problems;
	}

	/** Resets or validates, as the authorized action says. */
	@PostMapping(path = { PATH, PATH + "/validation" }, consumes = JSON, produces = JSON)
	ResponseEntity<Object> handle(
			@PathVariable @Pattern(regexp = InstanceId.PATTERN, message = MALFORMED) String instanceId,
			@RequestHeader(name = RequestContext.ON_BEHALF_OF, required = false) @Size(max = Actor.MAX_USER_LENGTH,
					message = "too-long") @Pattern(regexp = Actor.USER,
							message = MALFORMED) @Nullable String onBehalfOf,
			@RequestHeader(name = IdempotencyKeyHeader.NAME, required = false) @Pattern(
					regexp = IdempotencyKeyHeader.SYNTAX, message = MALFORMED) @Nullable String idempotencyKey,
			@RequestBody @Valid ResetRequest body, HttpServletRequest request) {
		RequestContext context = RequestContext.of(request).orElseThrow();
		rejectDuplicates(request);
		ResetCommand command = new ResetCommand(new InstanceId(instanceId), Objects.requireNonNull(body.password()),
				body.parsedCharacterType(), new Origin(context.actor(), body.reason(), RequestContext.traceId()),
				(idempotencyKey != null) ? IdempotencyKeyHeader.parse(idempotencyKey) : null);
		return switch (context.action()) {
			case RESET -> answer(this.service.reset(command), command, request);
			case VALIDATE -> this.service.validate(command)
				.map((refusal) -> answer(refusal, command, request))
				.orElseGet(() -> ResponseEntity.ok(new ValidationResponse(instanceId, "acceptable")));
			default -> throw new IllegalStateException("Not authorized for " + context.action());
		};
	}

	private ResponseEntity<Object> answer(ResetReceipt receipt, ResetCommand command, HttpServletRequest request) {
		return switch (receipt.outcome()) {
			case Accepted accepted -> ResponseEntity.ok()
				.headers(Problems.headers(receipt))
				.body(ResetResponse.of(command.instance(), receipt, accepted));
			case Rejected rejected -> this.problems.answer(ProblemType.of(rejected.reason()), receipt, request);
			case Unconfirmed unconfirmed -> this.problems.answer(ProblemType.UNCONFIRMED, receipt, request);
		};
	}

	private static void rejectDuplicates(HttpServletRequest request) {
		List<Fault> faults = Stream.of(IdempotencyKeyHeader.NAME, RequestContext.ON_BEHALF_OF)
			.filter((name) -> Collections.list(request.getHeaders(name)).size() > 1)
			.map((name) -> Fault.inHeader(name, "duplicate-header"))
			.toList();
		if (!faults.isEmpty()) {
			throw new InvalidRequestException(ProblemType.INVALID_REQUEST, faults);
		}
	}

	/**
	 * The body of a successful validation.
	 */
	private record ValidationResponse(String instanceId, String outcome) {
	}

}
