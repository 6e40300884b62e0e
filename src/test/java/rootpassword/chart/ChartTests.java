package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.marcnuri.helm.LintResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The rendered and the refused values of the chart. After an intended change,
 * {@code ./mvnw test -Dtest=ChartTests -Dtest.golden=write} writes the golden files
 * again.
 */
class ChartTests {

	static final List<String> SETS = Chart.SETS;

	@Test
	void passesTheStrictLint() {
		LintResult lint = Chart.lint();
		assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void rendersAsItsGoldenFile(String set) throws IOException {
		String rendered = Chart.text(set);
		if ("write".equals(System.getProperty("test.golden"))) {
			Files.writeString(Chart.golden(set), rendered);
		}
		assertThat(rendered).as("of %s; if the change is meant: ./mvnw test -Dtest=ChartTests -Dtest.golden=write", set)
			.isEqualTo(Files.readString(Chart.golden(set)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "replicas=2", "image.repo=x", "networkPolicy.egress.dns.cidrs[0]=10.0.0.1/32",
			"replicaCount=two", "image.pullSecrets=registry", "credentials.rrsa.enabled=perhaps", "service.port=70000",
			"provider.deadlineSeconds=10s", "provider.signatureVersion=V2", "userId=0", "database.type=mysql",
			"database.persistence.accessMode=ReadWriteMany", "database.url=jdbc:postgresql://db/ledger?password=x",
			"callers[1].name=ops", "callers[0].token-sha256=short", "callers[0].secret=x", "limits.perCaller=many",
			"networkPolicy.egress.provider.cidrs[0]=mongodb.aliyuncs.com", "extraEnv[0].name=X", "policy.minLength=7",
			"settings.a\\.b=c", "httpRoute.parentRefs[0].namespace=gateways", "httpRoute.hostnames[0]=10.0.0.1:443",
			"callers[0].instances[0]=DDS", "tracing.sampling=2", "export.webhook.url=http://siem",
			"export.webhook.secret=x", "loginCheck.addresses[0]=10.0.0.1:3717" })
	void refusesUnknownAndIllTypedValues(String value) {
		assertThatThrownBy(() -> Chart.render("minimal", value)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("don't meet the specifications of the schema");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					minimal     | replicaCount=2                        | replicaCount must be 1 with database.type h2
					minimal     | autoscaling.enabled=true              | autoscaling.enabled must be false with database.type h2
					minimal     | database.url=jdbc:postgresql://db/x   | but the type is h2.
					minimal     | database.type=postgresql              | database.url must be set
					production  | database.existingSecret.name=         | database.existingSecret.name must name a Secret
					production  | secretKeys.existing=null              | a key for fingerprints is required
					production  | secretKeys.generate=true              | secretKeys.generate and secretKeys.existing exclude each other
					production  | evidenceKeys.existing=null            | a key for the evidence is required
					production  | evidenceKeys.generate=true            | evidenceKeys.generate and evidenceKeys.existing exclude each other
					minimal     | credentials.existingSecret.name=      | The service needs credentials for the provider
					rrsa        | credentials.existingSecret.name=keys  | exclude each other: an access key would be used
					rrsa        | credentials.rrsa.roleName=            | credentials.rrsa.roleName must name the RAM role.
					rrsa        | serviceAccount.create=false           | serviceAccount.name must name a service account
					production  | secretKeys.existing[1].id=2026-11       | secretKeys.existing[1].id must not be that of an earlier key.
					everything  | issuers[1].issuer=https://idp.example.com,issuers[1].audience=a | issuers[1].issuer must not be that
					production  | database.url=jdbc:postgresql://d/l?sslrootcert=x,database.ca.configMap=c | must not have sslrootcert
					production  | database.url=jdbc:postgresql://d/l?sslmode=require,database.ca.configMap=c | with another one nothing is verified
					minimal     | database.ca.configMap=c               | database.ca.configMap belongs to database.type postgresql
					minimal     | tls.management=true                   | tls.existingSecret must name the Secret
					minimal     | tls.clientCa.configMap=c              | tls.existingSecret must name the Secret
					minimal     | ports.api=8081                        | ports.api and ports.management must differ.
					minimal     | prometheusRule.enabled=true           | prometheusRule.matchers must select the series
					minimal     | provider.connectTimeoutSeconds=11     | provider.connectTimeoutSeconds must not exceed
					minimal     | podLabels.app\\.kubernetes\\.io/name=x | podLabels must not set app.kubernetes.io/name
					minimal     | podAnnotations.checksum/settings=x    | podAnnotations must not set checksum/settings
					rrsa        | serviceAccount.annotations.pod-identity\\.alibabacloud\\.com/role-name=x | serviceAccount.annotations must not set
					minimal     | serviceMonitor.labels.helm\\.sh/chart=x | serviceMonitor.labels must not set helm.sh/chart
					minimal     | dashboard.labels.helm\\.sh/chart=x    | dashboard.labels must not set helm.sh/chart
					minimal     | prometheusRule.labels.helm\\.sh/chart=x | prometheusRule.labels must not set helm.sh/chart
					mtls        | extraVolumes[0].name=tls              | extraVolumes[0].name must not be that of another volume.
					mtls        | extraVolumeMounts[0].name=tls         | extraVolumeMounts[0].name must be the name of one of extraVolumes.
					mtls        | extraVolumeMounts[0].mountPath=/tmp/  | extraVolumeMounts[0].mountPath must not be that of another mount.
					production  | extraEnv[0].name=SPRING_DATASOURCE_USERNAME,extraEnv[0].value=x | SPRING_DATASOURCE_USERNAME must not be set twice
					minimal     | extraEnv[0].name=A,extraEnv[0].value=x,extraEnv[1].name=A,extraEnv[1].value=y | extraEnv A must not be set twice
					mtls        | extraEnv[0].name=JDK_JAVA_OPTIONS,extraEnv[0].valueFrom.fieldRef.fieldPath=x | must have a value beside trust.configMap
					minimal     | callersConfigMap=callers              | callers and callersConfigMap exclude each other.
					minimal     | callers[0].issuer=https://i           | callers[0].issuer must not be set beside token-sha256.
					everything  | callers[2].issuer=https://i           | callers[2].issuer must be the issuer of one of issuers.
					everything  | callers[1].users=true                 | callers[1].users must not be true without client.
					everything  | loginCheck.tls=false                  | loginCheck.ca.configMap must not be set without loginCheck.tls.
					minimal     | provider.deadlineSeconds=30           | ledger.leaseSeconds must exceed provider.deadlineSeconds
					minimal     | actiontrail.enabled=true              | actiontrail.endpoint must be set, or provider.region
					minimal     | shutdown.terminationGracePeriodSeconds=29 | terminationGracePeriodSeconds must be at least 30
					everything  | shutdown.terminationGracePeriodSeconds=50 | terminationGracePeriodSeconds must be at least 51
					minimal     | ingress.enabled=true                  | ingress.hosts must name at least one host.
					minimal     | httpRoute.enabled=true                | httpRoute.parentRefs must name at least one Gateway.
					autoscaling | autoscaling.minReplicas=7             | autoscaling.minReplicas must not exceed
					minimal     | networkPolicy.enabled=true            | networkPolicy.ingress.callers must name at least one peer
					production  | networkPolicy.egress.provider.cidrs=null | egress.provider.cidrs must name the provider's addresses
					production  | networkPolicy.egress.database.cidrs=null | egress.database.cidrs must name the addresses of PostgreSQL
					production  | issuers[0].issuer=https://i,issuers[0].audience=a | egress.identityProvider.cidrs must name
					minimal     | export.webhook.url=https://siem       | export.webhook.existingSecret.name must name a Secret
					minimal     | export.otlp.enabled=true              | tracing.endpoint must name the collector
					production  | export.webhook.url=https://siem,export.webhook.existingSecret.name=s | egress.export.cidrs must name
					everything  | networkPolicy.egress.instances.cidrs=null,networkPolicy.egress.extra=null | egress.instances.cidrs must name the addresses of the instances
					minimal     | settings.spring.mail.password=x       | settings.spring.mail.password looks like a secret
					minimal     | settings.a.list[0].api-key=x          | settings.a.list[0].api-key looks like a secret
					minimal     | extraEnv[0].name=A_TOKEN,extraEnv[0].value=x | extraEnv A_TOKEN looks like a secret
					""")
	void refusesInvalidValuesInOneSentence(String set, String values, String sentence) {
		assertThatThrownBy(() -> Chart.render(set, values.split(","))).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining(sentence)
			.hasMessageNotContaining("schema");
	}

	/** As `--reuse-values` leaves values out that an older version did not have. */
	@Test
	void rendersOrNamesAValueThatIsNull() throws IOException {
		for (String value : paths("", new Yaml().load(Files.readString(Chart.DIRECTORY.resolve("values.yaml")))).toList()) {
			try {
				assertThat(Chart.manifests("everything", value + "=null")).as(value)
					.allSatisfy((manifest) -> assertThat(manifest.json().toString()).doesNotContain(":null", "<nil>"));
			}
			catch (IllegalStateException ex) {
				assertThat(ex.getMessage()).as(value)
					.containsPattern("missing propert.*'" + value.replaceFirst(".*\\.", "") + "'|execution error at");
			}
		}
	}

	private static Stream<String> paths(String prefix, Map<String, Object> values) {
		return values.entrySet()
			.stream()
			.flatMap((each) -> Stream.concat(Stream.of(prefix + each.getKey()), (each.getValue() instanceof Map<?, ?> map)
					? paths(prefix + each.getKey() + ".", (Map<String, Object>) map) : Stream.empty()));
	}

	@Test
	void letsTheProviderTellTheAddresses() {
		assertThat(Chart.render("minimal", "loginCheck.enabled=true")).contains("login-check:")
			.doesNotContain("addresses:");
	}

	@Test
	void letsASecretOfTheSiteBeAPlaceholder() {
		assertThat(Chart.render("minimal", "settings.a.password=${PROXY}")).contains("password: ${PROXY}");
	}

	@Test
	void isOfTheProgramsVersion() throws IOException {
		Matcher program = Pattern.compile("<version>([^<]+?)(-SNAPSHOT)?</version>\\s*<name>root-password</name>")
			.matcher(Files.readString(java.nio.file.Path.of("pom.xml")));
		assertThat(program.find()).isTrue();
		Map<String, Object> chart = new Yaml().load(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")));
		assertThat(chart).containsEntry("appVersion", program.group(1));
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void showsHowToMakeAFirstCall(String set) {
		assertThat(Chart.notes(set)).contains("/instances/<instance>/root-password", "helm -n dba test demo")
			.doesNotContain("<no value>");
	}

	@Test
	void describesEachValueInASentence() throws IOException {
		List<String> silent = new ArrayList<>();
		String before = "";
		for (String line : Files.readAllLines(Chart.DIRECTORY.resolve("values.yaml"))) {
			boolean leaf = line.matches(" *[A-Za-z]+: .*");
			if (leaf && !before.matches(" *# .*\\.")) {
				silent.add(line);
			}
			before = line;
		}
		// Examples of defaults, and values that a comment of their group describes
		assertThat(silent).allMatch((line) -> line.matches("\\s+(cpu|memory|grafana_dashboard): .*"));
	}

	@Test
	void hasATypeForEachValueAndAValueForEachType() throws IOException {
		JsonMapper json = new JsonMapper();
		JsonNode schema = json.readTree(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
		JsonNode values = json
			.valueToTree(new Yaml().<Object>load(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))));
		assertThat(unlike(schema, values, "").toList()).containsExactly(".global is not in values.yaml");
	}

	private static Stream<String> unlike(JsonNode schema, JsonNode value, String path) {
		JsonNode properties = schema.path("properties");
		if (!properties.isObject() || !value.isObject()) {
			boolean typed = Stream.of("type", "anyOf", "$ref").anyMatch(schema::has);
			return typed ? Stream.empty() : Stream.of(path + " has no type");
		}
		Stream<String> open = schema.path("additionalProperties").isBoolean() ? Stream.empty()
				: Stream.of(path + " lets unknown values in");
		Stream<String> absent = properties.propertyNames()
			.stream()
			.filter((name) -> !value.has(name))
			.map((name) -> path + "." + name + " is not in values.yaml");
		Stream<String> below = value.propertyNames()
			.stream()
			.flatMap((name) -> unlike(properties.path(name), value.path(name), path + "." + name));
		return Stream.of(open, absent, below).flatMap((some) -> some);
	}

}
