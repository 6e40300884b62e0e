package rootpassword.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.reset.PasswordPolicy;
import rootpassword.reset.RootPassword;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotWritableException;

/**
 * Reads the one body that we accept, token by token: the password goes straight into a
 * {@link RootPassword}, and nothing of a body that is refused gets into an error, a log
 * or a binding result.
 */
final class ResetRequestReader extends AbstractHttpMessageConverter<ResetRequest> {

	/** The largest body that is read, in bytes. */
	static final int MAX_BYTES = 8 * 1024;

	/**
	 * How long a body may take in all; Tomcat adds its connection timeout to this at the
	 * most.
	 */
	private static final Duration MAX_TIME = Duration.ofSeconds(5);

	private static final Set<String> TEXTS = Set.of("reason", "characterType");

	private final JsonFactory json = new JsonFactory();

	private final PasswordPolicy policy;

	ResetRequestReader(PasswordPolicy policy) {
		super(MediaType.APPLICATION_JSON);
		this.policy = policy;
	}

	@Override
	protected boolean supports(Class<?> type) {
		return type == ResetRequest.class;
	}

	@Override
	public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
		return false;
	}

	@Override
	protected ResetRequest readInternal(Class<? extends ResetRequest> type, HttpInputMessage message)
			throws IOException {
		byte[] body = readAtMost(message);
		try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), body)) {
			return read(parser, message.getHeaders());
		}
		catch (JacksonException ex) {
			throw malformed();
		}
		finally {
			Arrays.fill(body, (byte) 0);
		}
	}

	@Override
	protected void writeInternal(ResetRequest request, HttpOutputMessage message) {
		throw new HttpMessageNotWritableException("Requests are only read");
	}

	private static byte[] readAtMost(HttpInputMessage message) throws IOException {
		if (message.getHeaders().getContentLength() <= MAX_BYTES) {
			byte[] body = new byte[MAX_BYTES + 1];
			int length = read(message.getBody(), body);
			if (length <= MAX_BYTES) {
				return Arrays.copyOf(body, length);
			}
		}
		throw new UnreadableRequestException(ProblemType.TOO_LARGE, List.of());
	}

	/**
	 * Tomcat bounds the wait for each piece; this bounds all of them together, for a
	 * client that drips.
	 */
	private static int read(InputStream stream, byte[] body) throws IOException {
		Deadline deadline = Deadline.in(MAX_TIME);
		int length = 0;
		try {
			for (int count = 0; count >= 0 && length < body.length; length += Math.max(0, count)) {
				if (deadline.remaining().isZero()) {
					throw tooSlow();
				}
				count = stream.read(body, length, body.length - length);
			}
			return length;
		}
		catch (SocketTimeoutException ex) {
			throw tooSlow();
		}
	}

	private ResetRequest read(JsonParser parser, HttpHeaders headers) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			throw malformed();
		}
		Set<String> seen = new HashSet<>();
		List<Fault> faults = new ArrayList<>();
		Map<String, String> texts = new HashMap<>();
		RootPassword password = null;
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			JsonToken value = parser.nextToken();
			boolean known = name.equals("password") || TEXTS.contains(name);
			if (!known) {
				faults.add(Fault.inBody(pointer(name), "unknown-field"));
			}
			else if (!seen.add(name)) {
				faults.add(Fault.inBody("#/" + name, "duplicate-field"));
			}
			else if (value == JsonToken.VALUE_STRING && name.equals("password")) {
				password = password(parser);
			}
			else if (value == JsonToken.VALUE_STRING) {
				texts.put(name, parser.getString());
			}
			else if (value != JsonToken.VALUE_NULL) {
				faults.add(Fault.inBody("#/" + name, "not-a-string"));
			}
			parser.skipChildren();
		}
		if (parser.nextToken() != null) {
			throw malformed();
		}
		faults.addAll(PasswordRepeats.find(password, texts, headers));
		if (!faults.isEmpty()) {
			throw new UnreadableRequestException(ProblemType.INVALID_REQUEST, faults);
		}
		return new ResetRequest(password, texts.get("reason"), texts.get("characterType"));
	}

	private static RootPassword password(JsonParser parser) {
		char[] buffer = parser.getStringCharacters();
		int offset = parser.getStringOffset();
		return new RootPassword(Arrays.copyOfRange(buffer, offset, offset + parser.getStringLength()));
	}

	/**
	 * Names the unknown field, unless its name could be a password that ended up on the
	 * wrong side of the colon.
	 */
	private String pointer(String name) {
		boolean couldBePassword = this.policy.brokenBy(new RootPassword(name.toCharArray())).isEmpty();
		return (couldBePassword || name.length() > 64) ? "#" : "#/" + name.replaceAll("[^A-Za-z0-9_-]", "?");
	}

	private static UnreadableRequestException tooSlow() {
		return new UnreadableRequestException(ProblemType.INVALID_REQUEST, List.of(Fault.inBody("#", "too-slow")));
	}

	private static UnreadableRequestException malformed() {
		return new UnreadableRequestException(ProblemType.INVALID_REQUEST,
				List.of(Fault.inBody("#", "malformed-json")));
	}

}
