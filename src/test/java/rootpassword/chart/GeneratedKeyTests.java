package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The key for fingerprints that the chart makes. The build sets {@code KUBECONFIG}, so
 * that no look-up ever reaches a cluster of the developer's.
 */
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".*/target/test-kubeconfig")
class GeneratedKeyTests {

	private static final Path KUBECONFIG = Path.of("target/test-kubeconfig");

	private static final String[] GENERATE = { "secretKeys.existing=null", "secretKeys.generate=true" };

	@Test
	void isMadeAtTheFirstInstallation() throws IOException {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			Manifest secret = secret();
			ManifestTests.validate(secret);
			byte[] property = Base64.getDecoder().decode(secret.at("/data/key").asString());
			assertThat(Base64.getDecoder().decode(new String(property))).hasSize(32);
			assertThat(secret.at("/metadata/annotations/helm.sh~1resource-policy").asString()).isEqualTo("keep");
			// And so it would be at every render without a cluster
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
	void isReadByTheService() throws IOException {
		try (ClusterStub cluster = ClusterStub.empty(KUBECONFIG)) {
			assertThat(Manifest.only(Chart.manifests("autoscaling", GENERATE), "Deployment").pod().toString())
				.contains("{\"name\":\"FINGERPRINT_KEY_0\",\"valueFrom\":{\"secretKeyRef\":"
						+ "{\"name\":\"demo-root-password-secret-key\",\"key\":\"key\"}}}");
		}
	}

	private static Manifest secret() {
		return Manifest.only(Chart.manifests("autoscaling", GENERATE), "Secret");
	}

}
