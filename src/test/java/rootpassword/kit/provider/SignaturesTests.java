package rootpassword.kit.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SignaturesTests {

	@ParameterizedTest
	@MethodSource
	void v1(JsonNode vector) {
		assertThat(Signatures.v1(vector.get("method").stringValue(), map(vector.get("parameters")),
				vector.get("accessKeySecret").stringValue()))
			.isEqualTo(vector.get("signature").stringValue());
	}

	static Stream<JsonNode> v1() throws IOException {
		return vectors("v1");
	}

	@ParameterizedTest
	@MethodSource
	void v3(JsonNode vector) {
		String bodySha256 = Signatures.sha256(vector.get("body").stringValue());
		Map<String, String> headers = new TreeMap<>();
		headers.put("x-acs-content-sha256", bodySha256);
		for (String name : new String[] { "host", "x-acs-date", "x-acs-signature-nonce" }) {
			headers.put(name, vector.get(name).stringValue());
		}
		headers.put("x-acs-action", vector.get("action").stringValue());
		headers.put("x-acs-version", vector.get("version").stringValue());
		if (vector.has("contentType")) {
			headers.put("content-type", vector.get("contentType").stringValue());
		}
		String canonical = Signatures.v3CanonicalRequest(vector.get("method").stringValue(), map(vector.get("query")),
				headers, headers.keySet().stream().toList(), bodySha256);
		if (vector.has("signedHeaders")) {
			assertThat(headers.keySet())
				.containsExactlyElementsOf(Arrays.asList(vector.get("signedHeaders").stringValue().split(";")));
			assertThat(bodySha256).isEqualTo(vector.get("bodySha256").stringValue());
		}
		else {
			assertThat(Signatures.sha256(canonical)).isEqualTo(vector.get("canonicalRequestSha256").stringValue());
		}
		assertThat(Signatures.v3(canonical, vector.get("accessKeySecret").stringValue()))
			.isEqualTo(vector.get("signature").stringValue());
	}

	static Stream<JsonNode> v3() throws IOException {
		return vectors("v3");
	}

	private static Stream<JsonNode> vectors(String version) throws IOException {
		try (InputStream input = SignaturesTests.class.getResourceAsStream("/signatures.json")) {
			return JsonMapper.shared().readTree(input).get(version).valueStream().toList().stream();
		}
	}

	private static Map<String, String> map(JsonNode object) {
		Map<String, String> map = new TreeMap<>();
		object.properties().forEach((property) -> map.put(property.getKey(), property.getValue().stringValue()));
		return map;
	}

}
