package rootpassword.chart;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Every manifest of every set of values has only fields of Kubernetes, in the oldest and
 * in the newest version, and of the Gateway API.
 */
@Execution(ExecutionMode.SAME_THREAD)
class KubernetesModelTests {

	private static final Set<String> CUSTOM = Set.of("ServiceMonitor", "PrometheusRule", "HTTPRoute");

	static Stream<Arguments> setsAndVersions() {
		return Chart.SETS.stream()
			.flatMap((set) -> Stream.of(KubernetesModel.values()).map((version) -> arguments(set, version)));
	}

	@ParameterizedTest
	@MethodSource("setsAndVersions")
	void hasOnlyFieldsOfKubernetes(String set, KubernetesModel version) {
		assertThat(Chart.manifests(set)).filteredOn((manifest) -> !CUSTOM.contains(manifest.kind()))
			.isNotEmpty()
			.allSatisfy(version::validate);
	}

	@ParameterizedTest
	@EnumSource
	void wouldNoticeAnUnknownOrMissingField(KubernetesModel version) {
		for (String pointer : List.of("/spec/template/spec", "/spec/template/spec/containers/0/readinessProbe/httpGet",
				"/spec/template/spec/containers/0/lifecycle/preStop", "/spec/template/spec/volumes/0/configMap")) {
			Manifest deployment = Manifest.only(Chart.manifests("minimal"), "Deployment");
			((ObjectNode) deployment.at(pointer)).put("replica", 1);
			assertThatIllegalArgumentException().isThrownBy(() -> version.validate(deployment))
				.withMessageContaining("replica");
		}
		Manifest ingress = Manifest.only(Chart.manifests("ingress"), "Ingress");
		((ObjectNode) ingress.at("/spec/rules/0/http/paths/0")).remove("pathType");
		assertThatIllegalArgumentException().isThrownBy(() -> version.validate(ingress))
			.withMessageContaining("pathType");
	}

	/** The resources of a pod came after 1.30. */
	@Test
	void wouldNoticeAFieldThatTheOldestVersionLacks() {
		Manifest deployment = Manifest.only(Chart.manifests("minimal"), "Deployment");
		((ObjectNode) deployment.pod()).putObject("resources");
		assertThatCode(() -> KubernetesModel.V1_36.validate(deployment)).doesNotThrowAnyException();
		assertThatIllegalArgumentException().isThrownBy(() -> KubernetesModel.V1_30.validate(deployment))
			.withMessageContaining("resources");
	}

	@Test
	void beginsWithTheOldestVersionOfTheChart() throws Exception {
		assertThat(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml"))).contains(
				"kubeVersion: \">=" + KubernetesModel.values()[0].name().substring(1).replace('_', '.') + ".0-0\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway", "everything" })
	void hasOnlyFieldsOfTheGatewayApi(String set) {
		Manifest route = Manifest.only(Chart.manifests(set), "HTTPRoute");
		assertThat(route.apiVersion()).isEqualTo("gateway.networking.k8s.io/v1");
		assertThatCode(() -> GatewayModel.validate(route)).doesNotThrowAnyException();
		Manifest service = Chart.manifests(set)
			.stream()
			.filter((manifest) -> manifest.kind().equals("Service") && manifest.name().equals(route.name()))
			.findFirst()
			.orElseThrow();
		assertThat(route.at("/spec/rules/0/backendRefs/0/port")).isEqualTo(service.at("/spec/ports/0/port"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "|hosts", "/parentRefs/0|gateway", "/rules/0/matches/0|host",
			"/rules/0/matches/0/path|kind", "/rules/0/backendRefs/0|targetPort" })
	void wouldNoticeAnUnknownFieldOfARoute(String place) {
		Manifest route = Manifest.only(Chart.manifests("gateway"), "HTTPRoute");
		String[] parts = place.split("\\|");
		((ObjectNode) route.at("/spec" + parts[0])).put(parts[1], "x");
		assertThatIllegalArgumentException().isThrownBy(() -> GatewayModel.validate(route))
			.withMessageContaining(parts[1]);
		((ObjectNode) route.json()).set("spec", JsonMapper.shared().readTree("{\"hostnames\": \"x\"}"));
		assertThatIllegalArgumentException().isThrownBy(() -> GatewayModel.validate(route))
			.withMessageContaining("hostnames");
	}

}
