package rootpassword.web.problem;

import java.util.List;

/**
 * The body or query is not valid. The exception has no cause: a parser's message quotes
 * its input.
 */
public final class InvalidRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProblemType type;

	private final transient List<Fault> faults;

	public InvalidRequestException(ProblemType type, List<Fault> faults) {
		super("Invalid request: " + faults.stream().map(Fault::code).toList());
		this.type = type;
		this.faults = List.copyOf(faults);
	}

	ProblemType type() {
		return this.type;
	}

	List<Fault> faults() {
		return this.faults;
	}

}
