package rootpassword.web.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/**
 * Lists the broken constraints of a request as faults, in a stable order.
 */
final class ConstraintFaults {

	private ConstraintFaults() {
	}

	static List<Fault> find(HandlerMethodValidationException ex) {
		return ex.getParameterValidationResults()
			.stream()
			.flatMap(ConstraintFaults::faults)
			.sorted(Comparator.comparing((Fault fault) -> String.valueOf(fault.pointer())).thenComparing(Fault::code))
			.toList();
	}

	private static Stream<Fault> faults(ParameterValidationResult result) {
		if (result instanceof ParameterErrors body) {
			return body.getFieldErrors().stream().map((error) -> Fault.inBody("#/" + error.getField(), code(error)));
		}
		RequestHeader header = result.getMethodParameter().getParameterAnnotation(RequestHeader.class);
		String parameter = Objects.requireNonNull(result.getMethodParameter().getParameterName());
		return result.getResolvableErrors()
			.stream()
			.map((error) -> (header != null) ? Fault.inHeader(header.name(), code(error))
					: Fault.inParameter(parameter, code(error)));
	}

	/** The constraints of this package have codes as messages. */
	private static String code(MessageSourceResolvable error) {
		return Objects.requireNonNull(error.getDefaultMessage());
	}

}
