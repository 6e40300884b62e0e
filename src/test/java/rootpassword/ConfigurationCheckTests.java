package rootpassword;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.Yaml;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.settings.PropertyNames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
@Isolated
class ConfigurationCheckTests {

	private static final String QUOTES = " must be in quotes, because YAML reads it as a number or a boolean and not as this text";

	private static final String BLANK = " must not be blank; leave it out to have the default";

	private static final PropertyNames NAMES = names(Program.class);

	@Test
	void refusesAllUnknownNamesAtOnceEachWithTheNearest() {
		assertThat(faults(yaml("""
				root-password:
				  caller:
				  - name: portal
				  limts: { per-caller: 5/1m }
				  callers:
				  - { name: portal, subject: portal, scope: audit, mayAssertUsers: true }
				  dds: { endpiont: mongodb.example.com, dead-line-: 9s }
				root-pasword: { docs.enabled: false }
				"""), new SimpleCommandLinePropertySource("--root-password.docs.enable=false")))
			.containsExactlyInAnyOrder(
					"root-password.caller[0].name is unknown, the nearest name is root-password.callers[i].name",
					"root-password.limts.per-caller is unknown, the nearest name is root-password.limits.per-caller",
					"root-password.callers[0].scope is unknown, the nearest name is root-password.callers[i].scopes",
					"root-password.callers[0].mayassertusers is unknown, the nearest name is root-password.callers[i].may-assert-user",
					"root-password.dds.endpiont is unknown, the nearest name is root-password.dds.endpoint",
					"root-pasword.docs.enabled is unknown, the nearest name is root-password.docs.enabled",
					"root-password.docs.enable is unknown, the nearest name is root-password.docs.enabled");
	}

	@Test
	void refusesUnknownVariables() {
		assertThat(faults(variables(Map.of("ROOT_PASSWORD_LIMTS_PER_CALLER", "5/1m", "ROOT_PASSWORD_CALLERS_0_SCOPE",
				"audit", "ROOTPASSWORD_DDS_DEADLINE", "10", "Root_Password_Docs_Enabled", "false",
				"root-password.dds.endpiont", "a", "ROOT_PASSWORD_LIMITS_PERCALLER", "5/1m"))))
			.containsExactlyInAnyOrder(
					"ROOT_PASSWORD_LIMTS_PER_CALLER is unknown, the nearest name is root-password.limits.per-caller",
					"ROOT_PASSWORD_CALLERS_0_SCOPE is unknown, the nearest name is root-password.callers[i].scopes",
					"ROOTPASSWORD_DDS_DEADLINE must have a unit, for example 10s",
					"Root_Password_Docs_Enabled is unknown, the nearest name is root-password.docs.enabled",
					"root-password.dds.endpiont is unknown, the nearest name is root-password.dds.endpoint",
					"ROOT_PASSWORD_LIMITS_PERCALLER is unknown, the nearest name is root-password.limits.per-caller");
	}

	@Test
	void acceptsNoVariableThatSpringBootDoesNotBind() {
		PropertySource<?> source = variables(Map.of("ROOT_PASSWORD_LIMITS_PERCALLER", "5/1m"));
		assertThat(Binder.get(environment(source)).bind("root-password.limits.per-caller", String.class).isBound())
			.isFalse();
	}

	@Test
	void acceptsTheVariablesThatKubernetesSetsForServices() {
		assertThat(faults(variables(Stream
			.of("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8080_TCP", "PORT_8080_TCP_PROTO",
					"PORT_8080_TCP_PORT", "PORT_8080_TCP_ADDR", "PRODUCTION_SERVICE_HOST",
					"PRODUCTION_PORT_443_TCP_ADDR")
			.collect(HashMap::new, (all, name) -> all.put("ROOT_PASSWORD_" + name, "x"), HashMap::putAll)))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("names")
	void acceptsEveryNameInEveryFormThatSpringBootBinds(String name) {
		String camel = Stream.of(name.split("-"))
			.reduce((all, next) -> all + next.substring(0, 1).toUpperCase(Locale.ROOT) + next.substring(1))
			.orElseThrow();
		for (String form : List.of(name, camel, name.replace('-', '_'), name.toUpperCase(Locale.ROOT))) {
			assertAccepted(name, new MapPropertySource("file", Map.of(form, "x")));
		}
		String indexed = name.replaceAll("\\[(\\d)]", ".$1").replace('.', '_');
		for (String form : List.of(indexed.replace("-", "").toUpperCase(Locale.ROOT),
				indexed.replace('-', '_').toUpperCase(Locale.ROOT), indexed.replace('-', '_'), name)) {
			assertAccepted(name, variables(Map.of(form, "x")));
		}
	}

	private static void assertAccepted(String name, PropertySource<?> source) {
		assertThat(faults(source)).noneMatch((fault) -> fault.contains("unknown"));
		assertThat(Binder.get(environment(source)).bind(name, String.class).orElse("none")).isEqualTo("x");
	}

	static Stream<String> names() {
		return NAMES.all()
			.stream()
			.filter((property) -> property.type() != Map.class)
			.map((property) -> property.name().replace("[i]", "[0]"));
	}

	@ParameterizedTest
	@MethodSource("durations")
	void refusesADurationWithoutAUnit(String name) {
		String fault = name + " must have a unit, for example 10s";
		assertThat(faults(yaml(name + ": 10"))).containsExactly(fault);
		assertThat(faults(new MapPropertySource("file", Map.of(name, "${seconds}", "seconds", " 0010 "))))
			.containsExactly(fault);
		assertThat(faults(yaml(name + ": PT10S"))).noneMatch((other) -> other.contains("unit"));
	}

	static Stream<String> durations() {
		List<String> names = NAMES.all()
			.stream()
			.filter((property) -> property.type() == Duration.class)
			.map(PropertyNames.Property::name)
			.toList();
		assertThat(names).contains("root-password.dds.deadline", "root-password.ledger.attempt-retention")
			.hasSizeGreaterThan(6);
		return names.stream();
	}

	@Test
	void refusesBlankValuesAndValuesOfSections() {
		assertThat(faults(yaml("""
				root-password:
				  evidence: { anchor-file:, witnesses: [] }
				  dds: { deadline: " ", region: "${NO_REGION:}" }
				  limits:
				  policy: 8
				"""))).containsExactlyInAnyOrder(
				"root-password.evidence.anchor-file must not be blank; leave it out to have the default",
				"root-password.dds.deadline must not be blank; leave it out to have the default",
				"root-password.dds.region must not be blank; leave it out to have the default",
				"root-password.policy must not have a value; it is a section with more names");
	}

	/** A caller that is written as 0123 would be named 83. */
	@ParameterizedTest
	@ValueSource(strings = { "0123", "0777", "12e3", "1_000", "0x1f", "0b11", "0o17", "yes", "no", "on", "off", "true",
			"False", "y", "n", "null", "~", "2026", "2026-11-30", "1.5", ".5", ".inf", ".NaN", "1:30", "+1", "-0",
			"1e3", "1E400" })
	void takesAWordOfYamlAsItIsWrittenOrRefusesIt(String word) {
		for (String name : List.of("callers[0].name", "callers[0].subject", "callers[0].client", "callers[0].group",
				"callers[0].instances[0]", "secret-keys[0].id", "dds.region", "evidence.key-file")) {
			PropertySource<?> source = yaml("root-password." + name + ": " + word);
			List<String> faults = faults(source);
			if (faults.isEmpty()) {
				assertThat(Binder.get(environment(source)).bind("root-password." + name, String.class).get())
					.isEqualTo(word);
			}
			else {
				assertThat(faults).singleElement()
					.isIn("root-password." + name + QUOTES, "root-password." + name + BLANK);
			}
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void acceptsTheSettingsOfTheChart() throws IOException {
		try (Stream<Path> manifests = Files.list(Path.of("src/test/helm/golden"))) {
			assertThat(manifests).isNotEmpty().allSatisfy((file) -> {
				Iterable<Object> objects = new Yaml().loadAll(Files.readString(file));
				assertThat(objects).map((object) -> ((Map<String, Object>) object).get("data"))
					.filteredOn((data) -> data instanceof Map<?, ?> map && map.containsKey("application.yaml"))
					.singleElement()
					.satisfies((data) -> assertThat(faults(yaml(((Map<String, String>) data).get("application.yaml"))))
						.isEmpty());
			});
		}
	}

	@Test
	void stopsTheProgramBeforeItConnectsToTheDatabase(CapturedOutput output) {
		Database nowhere = new Database("jdbc:postgresql://127.0.0.1:1/ledger", "", "");
		Stream<String> settings = Stream.of("root-password.limts.per-caller=5/1m",
				"root-password.callers[0].scope=audit", "root-password.ledger.lease=60");
		assertThatException().isThrownBy(() -> Facade.startWith(settings, nowhere));
		assertThat(output).contains("APPLICATION FAILED TO START", """
				root-password.callers[0].scope is unknown, the nearest name is root-password.callers[i].scopes
				root-password.ledger.lease must have a unit, for example 10s
				root-password.limts.per-caller is unknown, the nearest name is root-password.limits.per-caller
				""").doesNotContain("\tat ", "spring.datasource.url");
	}

	private static List<String> faults(PropertySource<?>... sources) {
		return new ConfigurationCheck(NAMES, environment(sources)).faults();
	}

	private static PropertyNames names(Class<?> program) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(program)) {
			return ConfigurationCheck.names(context.getBeanFactory());
		}
	}

	private static StandardEnvironment environment(PropertySource<?>... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		Stream.of(sources).forEach(environment.getPropertySources()::addLast);
		return environment;
	}

	private static PropertySource<?> variables(Map<String, Object> variables) {
		return new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				variables);
	}

	private static PropertySource<?> yaml(String text) {
		try {
			return new YamlPropertySourceLoader()
				.load("file", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
				.getFirst();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ConfigurationPropertiesScan
	static final class Program {

	}

}
