package rootpassword.web.reset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotWritableException;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.InvalidRequestException;
import rootpassword.web.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Parses the body of a reset token by token. The password goes directly into a
 * {@link RootPassword}, and no error, log line or binding result quotes an invalid body.
 */
final class ResetRequestConverter extends AbstractHttpMessageConverter<ResetRequest> {

	/** In bytes; larger than the body limit, which therefore applies first. */
	private static final int BUFFER = 16 * 1024;

	private static final Set<String> TEXTS = Set.of("reason", "characterType");

	/** Caches neither buffers nor field names, which can contain a password. */
	private final JsonFactory json = JsonFactory.builder()
		.recyclerPool(JsonRecyclerPools.nonRecyclingPool())
		.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
		.build();

	private final PasswordPolicy policy;

	ResetRequestConverter(PasswordPolicy policy) {
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
		refuseOtherEncodings(message.getHeaders());
		byte[] body = new byte[BUFFER];
		char[] text = new char[BUFFER];
		try {
			int length = message.getBody().readNBytes(body, 0, body.length);
			// The parser would put U+FFFD in place of bytes that are not UTF-8
			CharBuffer decoded = CharBuffer.wrap(text);
			if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length), decoded, true).isError()) {
				throw malformed();
			}
			try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), text, 0, decoded.position())) {
				return read(parser, message.getHeaders());
			}
		}
		catch (JacksonException ex) {
			throw malformed();
		}
		finally {
			Arrays.fill(body, (byte) 0);
			Arrays.fill(text, '\0');
		}
	}

	@Override
	protected void writeInternal(ResetRequest request, HttpOutputMessage message) {
		throw new HttpMessageNotWritableException("Reset requests are read-only");
	}

	private static void refuseOtherEncodings(HttpHeaders headers) {
		String coding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		MediaType type = headers.getContentType();
		boolean otherCharset = type != null && type.getCharset() != null
				&& !StandardCharsets.UTF_8.equals(type.getCharset());
		if (otherCharset || (coding != null && !coding.equalsIgnoreCase("identity"))) {
			throw new InvalidRequestException(ProblemType.UNSUPPORTED_MEDIA_TYPE, List.of(Fault
				.inHeader(otherCharset ? HttpHeaders.CONTENT_TYPE : HttpHeaders.CONTENT_ENCODING, "unknown-value")));
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
			throw new InvalidRequestException(ProblemType.INVALID_REQUEST, faults);
		}
		return new ResetRequest(password, texts.get("reason"), texts.get("characterType"));
	}

	private static RootPassword password(JsonParser parser) {
		char[] buffer = parser.getStringCharacters();
		int start = parser.getStringOffset();
		int end = start + parser.getStringLength();
		char[] password = Arrays.copyOfRange(buffer, start, end);
		try {
			return new RootPassword(password);
		}
		finally {
			Arrays.fill(password, '\0');
			// The parser's own copy; the parser does not need it again
			Arrays.fill(buffer, start, end, '\0');
		}
	}

	/**
	 * The pointer to an unknown field. It leaves out a name that could be a password, in
	 * case the caller swapped name and value.
	 */
	private String pointer(String name) {
		boolean couldBePassword = this.policy.brokenBy(new RootPassword(name.toCharArray())).isEmpty();
		return (couldBePassword || name.length() > 64) ? "#" : "#/" + name.replaceAll("[^A-Za-z0-9_-]", "?");
	}

	private static InvalidRequestException malformed() {
		return new InvalidRequestException(ProblemType.INVALID_REQUEST, List.of(Fault.inBody("#", "malformed-json")));
	}

}
