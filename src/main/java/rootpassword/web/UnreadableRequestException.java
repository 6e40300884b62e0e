package rootpassword.web;

import java.util.List;

/**
 * The body or query is not one that we read. It never has a cause: a parser's message
 * quotes what it was given.
 */
final class UnreadableRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProblemType type;

	private final transient List<Fault> faults;

	UnreadableRequestException(ProblemType type, List<Fault> faults) {
		super("Unreadable request: " + faults.stream().map(Fault::code).toList());
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
