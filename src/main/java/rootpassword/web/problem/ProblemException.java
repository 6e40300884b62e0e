package rootpassword.web.problem;

import java.util.Arrays;
import java.util.List;

import org.springframework.http.HttpHeaders;

/** Ends a request. It has no cause, because a parser's message quotes its input. */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ProblemType type;

	private final transient List<Fault> faults;

	private transient HttpHeaders headers = HttpHeaders.EMPTY;

	/** Whether the caller's texts are known not to contain the password. */
	private final boolean comparedWithPassword;

	public ProblemException(ProblemType type, Fault... faults) {
		this(type, Arrays.asList(faults), false);
	}

	public ProblemException(ProblemType type, List<Fault> faults, boolean comparedWithPassword) {
		super(type.code() + " " + faults.stream().map(Fault::code).toList());
		this.type = type;
		this.faults = List.copyOf(faults);
		this.comparedWithPassword = comparedWithPassword;
	}

	public ProblemException with(HttpHeaders headers) {
		this.headers = headers;
		return this;
	}

	public ProblemException with(String header, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(header, value);
		return with(headers);
	}

	HttpHeaders headers() {
		return this.headers;
	}

	ProblemType type() {
		return this.type;
	}

	List<Fault> faults() {
		return this.faults;
	}

	boolean comparedWithPassword() {
		return this.comparedWithPassword;
	}

}
