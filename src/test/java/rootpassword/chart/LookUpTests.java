package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the chart takes from the cluster: the keys for fingerprints and evidence that it
 * has made, and the number of pods. The build sets {@code KUBECONFIG}, so that no look-up
 * ever reaches a cluster of the developer's.
 */
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".*/target/test-kubeconfig")
@Execution(ExecutionMode.SAME_THREAD)
class LookUpTests {

	private static final Path KUBECONFIG = Path.of("target/test-kubeconfig");

	private static final String[] GENERATE = { "secretKeys.existing=null", "secretKeys.generate=true" };

	private static final String[] GENERATE_FOR_EVIDENCE = { "evidenceKeys.existing=null",
			"evidenceKeys.generate=true" };

	@Test
	void isMadeAtTheFirstInstallation() throws IOException {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			Manifest secret = secret();
			KubernetesModel.V1_36.validate(secret);
			byte[] property = Base64.getDecoder().decode(secret.at("/data/key").asString());
			assertThat(Base64.getDecoder().decode(new String(property))).hasSize(32);
			assertThat(secret.at("/metadata/annotations/helm.sh~1resource-policy").asString()).isEqualTo("keep");
			assertThat(secret().at("/data/key")).isNotEqualTo(secret.at("/data/key"));
		}
	}

	@Test
	void isKeptOnUpgrade() throws IOException {
		try (ClusterStub cluster = ClusterStub.with(KUBECONFIG, "demo-root-password-secret-key",
				"{\"key\": \"a2VwdA==\"}")) {
			assertThat(secret().at("/data/key").asString()).isEqualTo("a2VwdA==");
		}
	}

	@Test
	void hasTheDocumentedNameInTheDocumentedRelease() throws IOException {
		Path operations = Path.of("docs/OPERATIONS.md");
		assertThat(Files.readString(operations)).contains("upgrade --install root-password helm",
				"{id: generated, secretName: root-password-secret-key, secretKey: key}");
		assertThat(Chart.notes("root-password", "autoscaling", "secretKeys.existing=null", "secretKeys.generate=true",
				"secretKeys.generateWithoutCluster=true"))
			.contains("in the Secret root-password-secret-key.");
	}

	@Test
	void isReadByTheService() throws IOException {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			assertThat(Manifest.only(Chart.manifests("autoscaling", GENERATE), "Deployment").pod().toString())
				.contains("{\"name\":\"FINGERPRINT_KEY_0\",\"valueFrom\":{\"secretKeyRef\":"
						+ "{\"name\":\"demo-root-password-secret-key\",\"key\":\"key\"}}}");
		}
	}

	@Test
	void theKeyForTheEvidenceIsMadeAndKept() throws Exception {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			Manifest secret = Manifest.only(Chart.manifests("autoscaling", GENERATE_FOR_EVIDENCE), "Secret");
			KubernetesModel.V1_36.validate(secret);
			String pem = new String(Base64.getDecoder().decode(secret.at("/data/key").asString()));
			byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
			assertThat(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(key))).isNotNull();
			assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
		}
		try (ClusterStub cluster = ClusterStub.with(KUBECONFIG, "demo-root-password-evidence-key",
				"{\"key\": \"a2VwdA==\"}")) {
			assertThat(Manifest.only(Chart.manifests("autoscaling", GENERATE_FOR_EVIDENCE), "Secret")
				.at("/data/key")
				.asString()).isEqualTo("a2VwdA==");
		}
	}

	@ParameterizedTest
	@CsvSource({ "secretKeys, secretKeys.generate needs a cluster",
			"evidenceKeys, evidenceKeys.generate needs a cluster" })
	void isNotMadeWithoutACluster(String keys, String sentence) {
		String[] values = { keys + ".existing=null", keys + ".generate=true" };
		assertThatThrownBy(() -> Chart.notes("demo", "autoscaling", values)).hasMessageContaining(sentence);
		assertThat(Chart.notes("demo", "autoscaling", values[0], values[1], keys + ".generateWithoutCluster=true"))
			.contains("in the Secret demo-root-password-");
	}

	@ParameterizedTest
	@CsvSource({ "4, 4", "1, 2" })
	void keepsTheNumberOfPodsUntilTheAutoscalerActs(int before, int after) throws IOException {
		try (ClusterStub cluster = ClusterStub.withDeployment(KUBECONFIG, "demo-root-password", before, "[]")) {
			assertThat(Manifest.only(Chart.upgrade("autoscaling"), "Deployment").at("/spec/replicas").asInt())
				.isEqualTo(after);
		}
	}

	@Test
	void leavesNoH2LedgerBehindSilently() throws IOException {
		String volumes = "[{\"name\": \"config\"}, {\"name\": \"data\", \"persistentVolumeClaim\": {\"claimName\": \"demo-data\"}}]";
		try (ClusterStub cluster = ClusterStub.withDeployment(KUBECONFIG, "demo-root-password", 1, volumes)) {
			assertThatThrownBy(() -> Chart.upgrade("production")).hasMessageContaining("H2 file on the claim demo-data")
				.hasMessageContaining("From H2 to PostgreSQL");
			assertThat(Chart.upgrade("production", "database.leaveH2Ledger=true")).isNotEmpty();
			assertThat(Chart.upgrade("minimal")).isNotEmpty();
		}
	}

	@Test
	void leavesTheNumberOfPodsToTheAutoscalerWithoutACluster() throws IOException {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			assertThat(Manifest.only(Chart.upgrade("autoscaling"), "Deployment").at("/spec/replicas").isMissingNode())
				.isTrue();
		}
	}

	private static Manifest secret() {
		return Manifest.only(Chart.manifests("autoscaling", GENERATE), "Secret");
	}

}
