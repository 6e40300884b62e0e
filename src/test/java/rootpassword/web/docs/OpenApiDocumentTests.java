package rootpassword.web.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.password.PasswordCandidates;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PublishedPolicy;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.ProblemTexts;
import rootpassword.web.problem.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI document agrees with the code.
 */
class OpenApiDocumentTests {

	private static final Path FILES = Path.of("src/main/resources/openapi");

	private static final PasswordPolicy DEFAULT = new PasswordPolicy("!#$%^&*()_+-=", 8, false);

	private static final String JSON = "application~1problem+json";

	private static final JsonNode DOCUMENT = yaml(read("openapi.yaml"));

	static Iterable<PasswordPolicy> policies() {
		return PasswordCandidates.policies();
	}

	@ParameterizedTest
	@EnumSource
	void showsEachProblemAsTheProgramWritesIt(ProblemType type) {
		JsonNode example = DOCUMENT.at("/components/examples/" + type.code() + "/value");
		ProblemTexts told = ProblemTexts.english(DEFAULT);
		assertThat(example.path("type").stringValue("")).isEqualTo(type.uri().toString());
		assertThat(example.path("title").stringValue("")).isEqualTo(told.title(type));
		assertThat(example.path("status").intValue()).isEqualTo(type.status().value());
		assertThat(example.path("detail").stringValue("")).isEqualTo(told.detail(type));
		assertThat(example.path("outcome").stringValue("")).isEqualTo(type.outcome());
		assertThat(example.path("retryable").booleanValue()).isEqualTo(Arrays.stream(Rejection.values())
			.filter((rejection) -> ProblemType.of(rejection) == type)
			.findFirst()
			.map(Rejection::retryable)
			.orElse(type.status().is5xxServerError() || type == ProblemType.TOO_MANY_READS));
	}

	@Test
	void hasEveryProblemAtItsStatusAndNoOther() {
		Set<String> documented = new TreeSet<>();
		DOCUMENT.get("paths")
			.forEach((path) -> path.forEach((operation) -> operation.path("responses")
				.propertyStream()
				.forEach((response) -> examples(response.getValue())
					.forEach((example) -> documented.add(response.getKey()
							+ resolved(example).at("/value/type").stringValue().replaceFirst(".*:", " "))))));
		assertThat(documented).isEqualTo(Arrays.stream(ProblemType.values())
			.map((type) -> type.status().value() + type.uri().toString().replaceFirst(".*:", " "))
			.collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void hasTheProblemSchemaWhereverAnExampleIsOne() {
		DOCUMENT.get("paths")
			.forEach((path) -> path.forEach((operation) -> operation.path("responses")
				.propertyStream()
				.filter((response) -> response.getKey().compareTo("400") >= 0)
				.forEach((response) -> assertThat(
						resolved(response.getValue()).at("/content/" + JSON + "/schema/$ref").stringValue(""))
					.isEqualTo("#/components/schemas/Problem"))));
	}

	/** In this order pages and generated clients show them. */
	@Test
	void namesTheInstanceFirstAndOptionalHeadersLast() {
		List<String> order = List.of("path", "query", "header");
		DOCUMENT.get("paths").forEach((path) -> {
			assertThat(path.has("parameters")).isFalse();
			path.forEach((operation) -> assertThat(operation.get("parameters")
				.valueStream()
				.map((parameter) -> order.indexOf(resolved(parameter).get("in").stringValue()))).isSorted());
		});
	}

	@ParameterizedTest
	@MethodSource("policies")
	void publishesThePolicyOfTheSiteInBothForms(PasswordPolicy policy) {
		JsonNode served = yaml(DocsController.yaml(policy));
		assertThat(JsonMapper.shared().readTree(DocsController.json(policy))).isEqualTo(served);
		JsonNode schema = served.at("/components/schemas/Password");
		assertThat(schema.get("minLength").intValue()).isEqualTo(policy.minLength());
		assertThat(schema.get("maxLength").intValue()).isEqualTo(PasswordPolicy.MAX_LENGTH);
		assertThat(schema.get("pattern").stringValue()).isEqualTo(new PublishedPolicy(policy).pattern());
		assertThat(schema.get("writeOnly").booleanValue()).isTrue();
		assertThat(schema.get("format").stringValue()).isEqualTo("password");
		assertThat(schema.get("description").stringValue()).contains(
				policy.minLength() + " to " + PasswordPolicy.MAX_LENGTH + " characters",
				"`" + policy.classes().getLast().characters() + "`");
	}

	@ParameterizedTest
	@MethodSource("policies")
	void letsThroughThePasswordsThatTheValidatorDoes(PasswordPolicy policy) {
		JsonNode schema = yaml(DocsController.yaml(policy)).at("/components/schemas/Password");
		Pattern pattern = Pattern.compile(schema.get("pattern").stringValue());
		Random random = new Random(Long.getLong("test.seed", 20261123L));
		for (int i = 0; i < 2_000; i++) {
			String candidate = PasswordCandidates.next(random);
			int length = candidate.codePointCount(0, candidate.length());
			boolean valid = length >= schema.get("minLength").intValue() && length <= schema.get("maxLength").intValue()
					&& pattern.matcher(candidate).find();
			assertThat(valid).as(candidate)
				.isEqualTo(policy.brokenBy(new RootPassword(candidate.toCharArray())).isEmpty());
		}
	}

	@Test
	void isCommittedWithTheDefaults() {
		assertThat(DocsController.yaml(DEFAULT)).isEqualTo(read("openapi.yaml"));
	}

	private static JsonNode examples(JsonNode response) {
		return resolved(response).at("/content/" + JSON + "/examples");
	}

	private static JsonNode resolved(JsonNode node) {
		return node.has("$ref") ? DOCUMENT.at(node.get("$ref").stringValue().substring(1)) : node;
	}

	private static JsonNode yaml(String text) {
		Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
		return JsonMapper.shared().valueToTree(tree);
	}

	private static String read(String name) {
		try {
			return Files.readString(FILES.resolve(name));
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
