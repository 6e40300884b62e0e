package rootpassword.web;

import java.util.List;

/**
 * The body is not one that we read. It never has a cause: a parser's message quotes what
 * it was given.
 */
final class UnreadableRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProblemType type;

	private final transient List<Misreading> misreadings;

	UnreadableRequestException(ProblemType type, List<Misreading> misreadings) {
		super("Unreadable request: " + misreadings.stream().map(Misreading::code).toList());
		this.type = type;
		this.misreadings = List.copyOf(misreadings);
	}

	ProblemType type() {
		return this.type;
	}

	List<Misreading> misreadings() {
		return this.misreadings;
	}

	/**
	 * What could not be read, and where.
	 */
	record Misreading(String pointer, String code) {
	}

}
