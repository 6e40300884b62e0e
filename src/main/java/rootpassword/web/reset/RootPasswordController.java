package rootpassword.web.reset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.http.RequestContext;
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/** The endpoints that reset a root password and that validate a reset. */
@RestController
record RootPasswordController(RootPasswordService service, Validator validator, ResetRequestReader reader,
		Problems problems) {

	private static final String PATH = "/instances/{instanceId}/root-password";

	private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

	/** The order of the faults in the answer. */
	private static final Comparator<Fault> ORDER = Comparator
		.comparing(Fault::pointer, Comparator.nullsLast(Comparator.naturalOrder()))
		.thenComparing(Fault::code);

	/**
	 * Resets or validates, by the action that security has authorized, not by the path.
	 */
	@PostMapping(path = { PATH, PATH + "/validation" }, consumes = JSON, produces = JSON)
	ResponseEntity<Object> handle(@PathVariable String instanceId, HttpServletRequest request) {
		RequestContext context = RequestContext.of(request).orElseThrow();
		ResetCommand command = command(instanceId, request, context.actor());
		return switch (context.action()) {
			case RESET -> answer(this.service.reset(command), command, request);
			case VALIDATE -> this.service.validate(command)
				.map((refusal) -> answer(refusal, command, request))
				.orElseGet(() -> ResponseEntity.ok(new ValidationResponse(instanceId, "acceptable")));
			case READ_HISTORY, READ_ATTEMPT, READ_EVIDENCE, READ_TRAIL, OTHER ->
				throw new IllegalStateException("Not authorized for " + context.action());
		};
	}

	private ResetCommand command(String instanceId, HttpServletRequest request, Actor actor) {
		ServletServerHttpRequest message = new ServletServerHttpRequest(request);
		ResetRequest body = this.reader.read(message);
		List<Fault> faults = new ArrayList<>();
		this.validator.validate(body)
			.forEach((violation) -> faults
				.add(Fault.inBody("#/" + violation.getPropertyPath(), violation.getMessage())));
		if (!InstanceId.isValid(instanceId)) {
			faults.add(Fault.inParameter("instanceId", "malformed"));
		}
		String user = header(RequestContext.ON_BEHALF_OF, message);
		if (user != null && user.length() > Actor.MAX_USER_LENGTH) {
			faults.add(Fault.inHeader(RequestContext.ON_BEHALF_OF, "too-long"));
		}
		if (user != null && !user.matches(Actor.USER)) {
			faults.add(Fault.inHeader(RequestContext.ON_BEHALF_OF, "malformed"));
		}
		String keyHeader = header(IdempotencyKeyHeader.NAME, message);
		IdempotencyKey key = (keyHeader != null) ? IdempotencyKeyHeader.parse(keyHeader) : null;
		if (keyHeader != null && key == null) {
			faults.add(Fault.inHeader(IdempotencyKeyHeader.NAME, "malformed"));
		}
		// The reader has compared all texts with the password, unless there was none
		refuseIfAny(faults, body.password() != null);
		// Joined lines are usually malformed, but those of a user can look like one user
		Stream.of(IdempotencyKeyHeader.NAME, RequestContext.ON_BEHALF_OF)
			.filter((name) -> message.getHeaders().getOrEmpty(name).size() > 1)
			.map((name) -> Fault.inHeader(name, "duplicate-header"))
			.forEach(faults::add);
		boolean comparedAsOneText = false;
		refuseIfAny(faults, comparedAsOneText);
		return new ResetCommand(new InstanceId(instanceId), Objects.requireNonNull(body.password()),
				body.parsedCharacterType(), new Origin(actor, body.reason(), RequestContext.traceId()), key);
	}

	private static void refuseIfAny(List<Fault> faults, boolean comparedWithPassword) {
		if (!faults.isEmpty()) {
			faults.sort(ORDER);
			boolean onlyPassword = faults.stream().allMatch((fault) -> "#/password".equals(fault.pointer()));
			throw new ProblemException(onlyPassword ? ProblemType.PASSWORD_POLICY : ProblemType.INVALID_REQUEST, faults,
					comparedWithPassword);
		}
	}

	/** The lines of a header, joined by commas; {@code null} if it is absent. */
	private static @Nullable String header(String name, HttpInputMessage message) {
		List<String> lines = message.getHeaders().getOrEmpty(name);
		return lines.isEmpty() ? null : String.join(",", lines);
	}

	private ResponseEntity<Object> answer(ResetReceipt receipt, ResetCommand command, HttpServletRequest request) {
		return switch (receipt.outcome()) {
			case Accepted accepted -> ResponseEntity.ok()
				.headers(Problems.headers(receipt))
				.body(new ResetResponse(command.instance().value(),
						Objects.requireNonNull(receipt.attempt()).toString(), accepted.word(),
						accepted.answer().requestId(), Problems.recorded(receipt), Problems.effective(receipt)));
			case Rejected rejected -> this.problems.answer(ProblemType.of(rejected.reason()), receipt, request);
			case Unconfirmed unconfirmed -> this.problems.answer(ProblemType.UNCONFIRMED, receipt, request);
		};
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	private record ResetResponse(String instanceId, String attemptId, String outcome, @Nullable String requestId,
			@Nullable Boolean recorded, @Nullable Boolean effective) {
	}

	private record ValidationResponse(String instanceId, String outcome) {
	}

}
