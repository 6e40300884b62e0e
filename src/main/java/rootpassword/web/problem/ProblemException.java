package rootpassword.web.problem;

import java.util.List;

import org.springframework.http.HttpHeaders;

/** Ends a request. It has no cause, because a parser's message quotes its input. */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	final transient ProblemType type;

	final transient List<Fault> faults;

	/** Whether the caller's texts are known not to contain the password. */
	final boolean comparedWithPassword;

	final transient HttpHeaders headers = new HttpHeaders();

	public ProblemException(ProblemType type, Fault... faults) {
		this(type, List.of(faults), false);
	}

	public ProblemException(ProblemType type, List<Fault> faults, boolean comparedWithPassword) {
		super(type.code() + " " + faults.stream().map(Fault::code).toList());
		this.type = type;
		this.faults = List.copyOf(faults);
		this.comparedWithPassword = comparedWithPassword;
	}

	public ProblemException with(String header, String value) {
		this.headers.set(header, value);
		return this;
	}

}
