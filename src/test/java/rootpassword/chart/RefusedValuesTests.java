package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The values that Helm refuses, by the schema or in one sentence.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RefusedValuesTests {

	@ParameterizedTest
	@ValueSource(strings = { "replicas=2", "image.repo=x", "networkPolicy.egress.dns.cidrs[0]=10.0.0.1/32",
			"replicaCount=two", "image.pullSecrets=registry", "credentials.rrsa.enabled=perhaps", "service.port=70000",
			"provider.deadlineSeconds=10s", "provider.signatureVersion=V2", "userId=0", "database.type=mysql",
			"database.persistence.accessMode=ReadWriteMany", "database.url=jdbc:postgresql://db/ledger?password=x",
			"callers[1].name=ops", "callers[0].token-sha256=short", "callers[0].secret=x", "limits.perCaller=many",
			"networkPolicy.egress.provider.cidrs[0]=mongodb.aliyuncs.com", "extraEnv[0].name=X", "policy.minLength=7",
			"settings.a\\.b=c", "httpRoute.parentRefs[0].namespace=gateways", "httpRoute.hostnames[0]=10.0.0.1:443",
			"callers[0].instances[0]=DDS", "tracing.sampling=2", "export.webhook.url=http://siem",
			"export.webhook.secret=x", "loginCheck.addresses[0]=10.0.0.1:3717", "targets[0].instances[0]=*",
			"targets[0].name=a", "credentials.ecsRole=a/b" })
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
					rrsa        | credentials.existingSecret.name=keys  | exclude each other: only the first would be used.
					rrsa        | credentials.ecsRole=auto              | credentials.rrsa.enabled and credentials.ecsRole exclude each other
					rrsa        | credentials.rrsa.roleName=            | credentials.rrsa.roleName must name the RAM role.
					rrsa        | serviceAccount.create=false           | serviceAccount.name must name a service account
					everything  | secretKeys.existing[1].id=main          | secretKeys.existing[1].id must not be that of an earlier key.
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
					minimal     | provider.vpc=true                     | provider.region must be set, or provider.endpoint.
					minimal     | provider.region=cn-nowhere            | cn-wulanchabu; or set provider.endpoint.
					minimal     | provider.region=cn-heyuan,provider.vpc=true | provider.vpc must be false, because
					regions     | provider.region=cn-hangzhou           | must not be set beside targets.
					regions     | targets[1].name=hangzhou              | targets[1].name must not be that of an earlier target.
					regions     | targets[0].instances[0]=*             | targets[1].instances can never match
					regions     | targets[0].external-id=aa             | targets[0].external-id must not be set without role-arn.
					regions     | targets[0].region=cn-nowhere          | targets[0].region must be one of ap-northeast-1
					regions     | targets[2].name=x,targets[2].instances[0]=dds-x | targets[2].region must be set, or
					regions     | targets[2].name=x,targets[2].instances[0]=dds-x,targets[2].endpoint=a | must be set, or targets[2].region
					regions     | targets[0].actiontrail=false          | every target switches it off.
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
		for (String value : paths("", new Yaml().load(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))))
			.toList()) {
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

	/**
	 * Sections, lists and open maps; ChartTests holds that the schema requires the rest.
	 */
	private static Stream<String> paths(String prefix, Map<String, Object> values) {
		return values.entrySet().stream().flatMap((each) -> {
			String path = prefix + each.getKey();
			Stream<String> below = (each.getValue() instanceof Map<?, ?> map)
					? paths(path + ".", (Map<String, Object>) map) : Stream.empty();
			boolean optional = each.getValue() instanceof List || Map.of().equals(each.getValue());
			return Stream.concat((prefix.isEmpty() || optional) ? Stream.of(path) : Stream.empty(), below);
		});
	}

}
