package rootpassword.web.reset;

import java.io.IOException;
import java.io.InputStream;
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

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Parses the body of a reset, one JSON token at a time. The password goes directly into a
 * {@link RootPassword}, and no error, log line or binding result quotes an invalid body.
 */
@Component
record ResetRequestReader(PasswordPolicy policy) {

	/**
	 * In bytes, which are never fewer than the characters; larger than the body limit,
	 * which therefore applies first.
	 */
	private static final int BUFFER = 16 * 1024;

	private static final Set<String> FIELDS = Set.of("password", "reason", "characterType");

	/** Caches neither buffers nor field names, which can contain a password. */
	private static final JsonFactory JSON = JsonFactory.builder()
		.recyclerPool(JsonRecyclerPools.nonRecyclingPool())
		.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
		.build();

	/** Reads the body. Refuses it if another text or a header repeats the password. */
	ResetRequest read(HttpInputMessage message) {
		byte[] body = new byte[BUFFER];
		char[] text = new char[BUFFER];
		try {
			InputStream input = message.getBody();
			int length = input.readNBytes(body, 0, 1);
			// An empty body is malformed, even if its encoding is not supported
			if (length == 0) {
				throw malformed();
			}
			refuseOtherEncodings(message.getHeaders());
			length += input.readNBytes(body, 1, body.length - 1);
			// The parser would put U+FFFD in place of bytes that are not UTF-8
			CharBuffer decoded = CharBuffer.wrap(text);
			if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, 0, length), decoded, true).isError()) {
				throw malformed();
			}
			try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text, 0, decoded.position())) {
				return read(parser, message.getHeaders());
			}
		}
		catch (IOException | JacksonException ex) {
			throw malformed();
		}
		finally {
			Arrays.fill(body, (byte) 0);
			Arrays.fill(text, '\0');
		}
	}

	private static void refuseOtherEncodings(HttpHeaders headers) {
		MediaType type = headers.getContentType();
		if (type != null && type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
			throw unsupported(HttpHeaders.CONTENT_TYPE);
		}
		String coding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		if (coding != null && !coding.equalsIgnoreCase("identity")) {
			throw unsupported(HttpHeaders.CONTENT_ENCODING);
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
			if (!FIELDS.contains(name)) {
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
		ResetRequest request = new ResetRequest(password, texts.get("reason"), texts.get("characterType"));
		faults.addAll(request.faultsOfRepeatedPassword(headers));
		if (!faults.isEmpty()) {
			throw new ProblemException(ProblemType.INVALID_REQUEST, faults, false);
		}
		return request;
	}

	private static RootPassword password(JsonParser parser) {
		char[] buffer = parser.getStringCharacters();
		int start = parser.getStringOffset();
		int end = start + parser.getStringLength();
		char[] copy = Arrays.copyOfRange(buffer, start, end);
		RootPassword password = new RootPassword(copy);
		Arrays.fill(copy, '\0');
		// The parser does not read this part of its buffer again
		Arrays.fill(buffer, start, end, '\0');
		return password;
	}

	/**
	 * The pointer to an unknown field. It leaves out a name that could be a password, in
	 * case the caller swapped name and value.
	 */
	private String pointer(String name) {
		boolean couldBePassword = this.policy.brokenBy(new RootPassword(name.toCharArray())).isEmpty();
		return (couldBePassword || name.length() > 64) ? "#" : "#/" + name.replaceAll("[^A-Za-z0-9_-]", "?");
	}

	private static ProblemException unsupported(String header) {
		return new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, Fault.inHeader(header, "unknown-value"));
	}

	private static ProblemException malformed() {
		return new ProblemException(ProblemType.INVALID_REQUEST, Fault.inBody("#", "malformed-json"));
	}

}
