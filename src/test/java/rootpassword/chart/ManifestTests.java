package rootpassword.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks every manifest of every set of values against the <em>restricted</em> Pod
 * Security Standard, and the references between manifests.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ManifestTests {

	static final List<String> SETS = Chart.SETS;

	private static final Set<String> CUSTOM = Set.of("ServiceMonitor", "PrometheusRule");

	private static final JsonMapper JSON = new JsonMapper();

	@ParameterizedTest
	@FieldSource("SETS")
	void namesAreUniqueAndLabelled(String set) {
		assertThat(Chart.manifests(set)).extracting(Manifest::toString).doesNotHaveDuplicates();
		assertThat(Chart.manifests(set)).allSatisfy((manifest) -> {
			assertThat(manifest.name()).matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
			assertThat(manifest.at("/metadata/labels").propertyNames()).contains("app.kubernetes.io/name",
					"app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by",
					"helm.sh/chart");
		});
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void podsSatisfyTheRestrictedStandard(String set) {
		assertThat(Chart.manifests(set)).filteredOn((manifest) -> !manifest.pod().isMissingNode())
			.isNotEmpty()
			.allSatisfy((manifest) -> assertThat(PodSecurity.violations(manifest)).isEmpty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					HostProcess                   | {"securityContext": {"windowsOptions": {"hostProcess": true}}}
					Host Namespaces: hostNetwork  | {"hostNetwork": true}
					Host Namespaces: hostPID      | {"hostPID": true}
					Host Namespaces: hostIPC      | {"hostIPC": true}
					Privileged Containers         | {"containers": [{"securityContext": {"privileged": true}}]}
					Capabilities: drop            | {"containers": [{"securityContext": {"capabilities": {"drop": ["NET_RAW"]}}}]}
					Capabilities: add             | {"containers": [{"securityContext": {"capabilities": {"add": ["SYS_TIME"]}}}]}
					Volume Types: hostPath        | {"volumes": [{"name": "x", "hostPath": {"path": "/"}}]}
					Volume Types: nfs             | {"volumes": [{"name": "x", "nfs": {"server": "x", "path": "/"}}]}
					Host Ports                    | {"containers": [{"ports": [{"containerPort": 1, "hostPort": 1}]}]}
					Host Probes / Lifecycle Hooks | {"containers": [{"livenessProbe": {"httpGet": {"host": "10.0.0.1"}}}]}
					AppArmor                      | {"securityContext": {"appArmorProfile": {"type": "Unconfined"}}}
					SELinux                       | {"securityContext": {"seLinuxOptions": {"type": "spc_t"}}}
					SELinux                       | {"securityContext": {"seLinuxOptions": {"user": "root"}}}
					/proc Mount Type              | {"containers": [{"securityContext": {"procMount": "Unmasked"}}]}
					Seccomp                       | {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}
					Seccomp                       | {"containers": [{"securityContext": {"seccompProfile": {"type": "Unconfined"}}}]}
					Sysctls                       | {"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}
					Privilege Escalation          | {"containers": [{"securityContext": {"allowPrivilegeEscalation": true}}]}
					Privilege Escalation          | {"initContainers": [{"name": "init", "securityContext": {}}]}
					Running as Non-root           | {"securityContext": {"runAsNonRoot": false}}
					Running as Non-root           | {"containers": [{"securityContext": {"runAsNonRoot": false}}]}
					Running as Non-root user      | {"securityContext": {"runAsUser": 0}}
					Running as Non-root user      | {"containers": [{"securityContext": {"runAsUser": 0}}]}
					""")
	void wouldNoticeEachBrokenControl(String control, String change) {
		Manifest deployment = Manifest.only(Chart.manifests("minimal"), "Deployment");
		overlay((ObjectNode) deployment.pod(), JSON.readTree(change));
		assertThat(PodSecurity.violations(deployment)).contains(control);
	}

	@Test
	void wouldNoticeAnAnnotationForAppArmor() {
		Manifest deployment = Manifest.only(Chart.manifests("minimal"), "Deployment");
		((ObjectNode) deployment.podMetadata()).putObject("annotations")
			.put("container.apparmor.security.beta.kubernetes.io/server", "unconfined");
		assertThat(PodSecurity.violations(deployment)).containsExactly("AppArmor: annotation");
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void writesOnlyToVolumes(String set) {
		assertThat(Chart.manifests(set)).filteredOn((manifest) -> !manifest.pod().isMissingNode())
			.allSatisfy((manifest) -> {
				assertThat(manifest.pod().at("/containers/0/securityContext/readOnlyRootFilesystem").asBoolean())
					.isTrue();
				assertThat(manifest.pod().at("/containers/0/volumeMounts").valueStream())
					.extracting((mount) -> mount.path("mountPath").asString())
					.contains("/tmp");
				assertThat(manifest.pod().path("automountServiceAccountToken").asBoolean(true)).isFalse();
			});
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void everySelectorSelectsThePodsOfTheService(String set) {
		List<Manifest> manifests = Chart.manifests(set);
		Map<?, ?> server = labels(Manifest.only(manifests, "Deployment").at("/spec/template/metadata/labels"));
		JsonNode test = manifests.stream()
			.filter((manifest) -> manifest.kind().equals("Pod"))
			.findFirst()
			.map((pod) -> pod.at("/metadata/labels"))
			.orElseGet(JSON::createObjectNode);
		for (Manifest manifest : manifests) {
			String selector = switch (manifest.kind()) {
				case "Deployment", "PodDisruptionBudget" -> "/spec/selector/matchLabels";
				case "Service" -> "/spec/selector";
				case "NetworkPolicy" -> "/spec/podSelector/matchLabels";
				default -> null;
			};
			if (selector != null) {
				Map<?, ?> wanted = labels(manifest.at(selector));
				assertThat(server.entrySet()).as("%s", manifest).containsAll(cast(wanted));
				if (manifest.kind().equals("NetworkPolicy")) {
					assertThat(manifest.at("/spec/podSelector/matchExpressions/0/values").valueStream())
						.extracting(JsonNode::asString)
						.containsExactly("server", "doctor");
				}
				else {
					assertThat(labels(test).entrySet().containsAll(wanted.entrySet())).as("%s", manifest).isFalse();
				}
			}
		}
	}

	/**
	 * The service's environment, mounts and identity, and the owner's password nowhere.
	 */
	@ParameterizedTest
	@FieldSource("SETS")
	void doctorIsTheServiceWithAnotherCommand(String set) {
		List<Manifest> manifests = Chart.manifests(set);
		JsonNode server = Manifest.only(manifests, "Deployment").pod();
		JsonNode doctor = manifests.stream()
			.filter((manifest) -> manifest.toString().endsWith("-doctor"))
			.findFirst()
			.orElseThrow()
			.pod();
		assertThat(doctor.path("serviceAccountName")).isEqualTo(server.path("serviceAccountName"));
		for (String same : List.of("env", "image", "volumeMounts", "securityContext")) {
			assertThat(doctor.at("/containers/0").path(same)).isEqualTo(server.at("/containers/0").path(same));
		}
		assertThat(server.path("containers").toString() + doctor).doesNotContain("SPRING_FLYWAY_", "ledger-owner");
		assertThat(server.at("/initContainers/0/env").toString().contains("SPRING_FLYWAY_PASSWORD"))
			.isEqualTo(server.toString().contains("SPRING_DATASOURCE_USERNAME"));
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void everyConfigMapAndClaimThatAPodMountsIsThere(String set) {
		List<String> there = new ArrayList<>(Chart.manifests(set).stream().map(Manifest::toString).toList());
		there.addAll(Stream
			.of("callers-of-the-site", "apsaradb-ca", "postgresql-ca", "clients-ca", "trust", "policies-of-the-site")
			.map("ConfigMap "::concat)
			.toList());
		there.add("PersistentVolumeClaim root-password-anchors");
		assertThat(Manifest.only(Chart.manifests(set), "Deployment")
			.pod()
			.path("volumes")
			.valueStream()
			.flatMap((volume) -> Stream.of(named("ConfigMap ", volume.at("/configMap/name")),
					named("PersistentVolumeClaim ", volume.at("/persistentVolumeClaim/claimName"))))
			.filter((name) -> !name.endsWith(" "))).isSubsetOf(there);
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void hasThreeProbesOnTheManagementPort(String set) {
		JsonNode container = Manifest.only(Chart.manifests(set), "Deployment").pod().at("/containers/0");
		assertThat(container.path("ports")
			.valueStream()
			.map((port) -> port.path("name").asString() + port.path("containerPort")))
			.containsExactly("http" + settings(set).at("/server/port"),
					"management" + settings(set).at("/management/server/port"));
		boolean tls = settings(set).at("/management/server/ssl/bundle").isString();
		assertThat(Map.of("startupProbe", "liveness", "livenessProbe", "liveness", "readinessProbe", "readiness"))
			.allSatisfy((probe, state) -> {
				assertThat(container.at("/" + probe + "/httpGet/port").asString()).isEqualTo("management");
				assertThat(container.at("/" + probe + "/httpGet/scheme").asString("HTTP"))
					.isEqualTo(tls ? "HTTPS" : "HTTP");
				assertThat(container.at("/" + probe + "/httpGet/path").asString())
					.isEqualTo("/actuator/health/" + state);
			});
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void givesAShutdownTimeForAWholeAttempt(String set) {
		Manifest deployment = Manifest.only(Chart.manifests(set), "Deployment");
		int deadline = seconds(settings(set).at("/root-password/dds/deadline"));
		int preStop = deployment.pod().at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
		assertThat(preStop).isPositive();
		assertThat(deployment.pod().path("terminationGracePeriodSeconds").asInt())
			.as("preStop, body, open, call and settle")
			.isGreaterThanOrEqualTo(preStop + 10 + 5 + deadline);
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void stopsTheOldPodFirstOnlyWithH2(String set) {
		Manifest deployment = Manifest.only(Chart.manifests(set), "Deployment");
		boolean h2 = settings(set).at("/spring/datasource/url").asString().startsWith("jdbc:h2:file:/data/");
		assertThat(deployment.at("/spec/strategy/type").asString()).isEqualTo(h2 ? "Recreate" : "RollingUpdate");
		assertThat(deployment.pod().toString().contains("\"/data\"")).isEqualTo(h2);
		assertThat(deployment.at("/spec/replicas").isMissingNode()).isEqualTo(
				Chart.manifests(set).stream().anyMatch((other) -> other.kind().equals("HorizontalPodAutoscaler")));
	}

	@Test
	void rollsThePodsOnAChangeOfSettingsAndNotOfCallers() {
		JsonNode before = Manifest.only(Chart.manifests("minimal"), "Deployment").json();
		assertThat(Manifest.only(Chart.manifests("minimal", "callers[0].instances[0]=dds-other"), "Deployment").json())
			.isEqualTo(before);
		assertThat(Manifest.only(Chart.manifests("minimal", "provider.region=cn-beijing"), "Deployment").json())
			.isNotEqualTo(before);
	}

	@ParameterizedTest
	@FieldSource("SETS")
	void readsSecretsOnlyFromSecrets(String set) {
		assertThat(Chart.manifests(set)).filteredOn((manifest) -> manifest.kind().equals("ConfigMap"))
			.isNotEmpty()
			.allSatisfy(
					(manifest) -> assertThat(manifest.at("/data")
						.valueStream()
						.flatMap((text) -> leaves("", JSON.valueToTree(new Yaml().<Object>load(text.asString()))))
						.filter((leaf) -> leaf
							.matches("(?i).*[._-](password|secret|token|credentials?|key)=(?!\\$\\{|file:/).*")))
						.isEmpty());
		assertThat(settings(set).at("/root-password/secret-keys").valueStream())
			.allSatisfy((key) -> assertThat(key.path("key").asString()).matches("\\$\\{FINGERPRINT_KEY_\\d}"));
		assertThat(Manifest.only(Chart.manifests(set), "Deployment").pod().at("/containers/0/env").valueStream())
			.filteredOn((variable) -> variable.path("name").asString().matches(".*(PASSWORD|SECRET|KEY|USER|TOKEN).*"))
			.allSatisfy((variable) -> assertThat(variable.at("/valueFrom/secretKeyRef").propertyNames())
				.containsExactlyInAnyOrder("name", "key"));
	}

	@Test
	void aRoleLeavesNoRoomForAnAccessKey() {
		for (String set : List.of("rrsa", "regions", "everything")) {
			List<Manifest> manifests = Chart.manifests(set);
			Manifest deployment = Manifest.only(manifests, "Deployment");
			assertThat(deployment.at("/spec/template/metadata/labels/pod-identity.alibabacloud.com~1injection"))
				.isEqualTo(JSON.valueToTree("on"));
			assertThat(Manifest.only(manifests, "ServiceAccount")
				.at("/metadata/annotations/pod-identity.alibabacloud.com~1role-name")
				.asString()).isEqualTo("root-password");
			assertThat(deployment.pod().path("serviceAccountName").asString())
				.isEqualTo(Manifest.only(manifests, "ServiceAccount").name());
			assertThat(deployment.pod().at("/containers/0/env").toString()).doesNotContain("ALIBABA_CLOUD");
		}
	}

	@Test
	void aPolicyAllowsOnlyItsPeers() {
		for (String set : List.of("production", "everything")) {
			JsonNode policy = Manifest.only(Chart.manifests(set), "NetworkPolicy").at("/spec");
			assertThat(policy.path("policyTypes").valueStream().map(JsonNode::asString)).containsExactly("Ingress",
					"Egress");
			// A rule without peers or ports would let everybody or everything through
			Stream.of(policy.path("ingress"), policy.path("egress")).flatMap(JsonNode::valueStream).forEach((rule) -> {
				assertThat(rule.path("ports")).isNotEmpty();
				JsonNode peers = rule.has("from") ? rule.path("from") : rule.path("to");
				assertThat(peers).isNotEmpty().allSatisfy((peer) -> assertThat(peer.isEmpty()).isFalse());
			});
			assertThat(policy.at("/ingress/0/ports/0/port").asString()).isEqualTo("http");
			assertThat(policy.at("/ingress/1/ports/0/port").asString()).isEqualTo("management");
			assertThat(policy.toString()).doesNotContain("0.0.0.0/0", "::/0");
		}
		assertThat(ports("production")).containsExactly(53, 443, 5432);
		assertThat(ports("regions")).containsExactly(53, 443);
		assertThat(ports("regions", "credentials.rrsa.enabled=false", "credentials.ecsRole=auto")).containsExactly(53,
				443, 80);
	}

	private static Stream<Integer> ports(String set, String... values) {
		return Manifest.only(Chart.manifests(set, values), "NetworkPolicy")
			.at("/spec/egress")
			.valueStream()
			.map((rule) -> rule.at("/ports/0/port").asInt());
	}

	@Test
	void customResourcesAreWellFormed() {
		for (String set : List.of("production", "everything")) {
			List<Manifest> manifests = Chart.manifests(set);
			assertThat(manifests).filteredOn((manifest) -> CUSTOM.contains(manifest.kind()))
				.hasSize(2)
				.allSatisfy((manifest) -> {
					assertThat(manifest.apiVersion()).isEqualTo("monitoring.coreos.com/v1");
					assertThat(manifest.json().propertyNames()).containsExactly("apiVersion", "kind", "metadata",
							"spec");
				});
			Manifest monitor = Manifest.only(manifests, "ServiceMonitor");
			JsonNode endpoint = monitor.at("/spec/endpoints/0");
			assertThat(monitor.at("/spec").propertyNames()).containsExactlyInAnyOrder("selector", "endpoints");
			assertThat(endpoint.propertyNames()).isSubsetOf("port", "path", "interval", "scheme", "tlsConfig");
			assertThat(endpoint.path("path").asString()).isEqualTo("/actuator/prometheus");
			Map<?, ?> wanted = labels(monitor.at("/spec/selector/matchLabels"));
			assertThat(manifests).filteredOn((manifest) -> manifest.kind().equals("Service"))
				.filteredOn(
						(service) -> labels(service.at("/metadata/labels")).entrySet().containsAll(wanted.entrySet()))
				.singleElement()
				.satisfies(
						(service) -> assertThat(service.at("/spec/ports/0/name").asString()).isEqualTo("management"));
			JsonNode rules = Manifest.only(manifests, "PrometheusRule").at("/spec");
			assertThat(rules.propertyNames()).containsExactly("groups");
			assertThat(rules.path("groups")).isNotEmpty().allSatisfy((group) -> {
				assertThat(group.propertyNames()).isSubsetOf("name", "interval", "rules").contains("name", "rules");
				assertThat(group.path("rules")).isNotEmpty()
					.allSatisfy((rule) -> assertThat(rule.propertyNames())
						.isSubsetOf("alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations")
						.contains("expr"));
			});
			Manifest dashboard = manifests.stream()
				.filter((manifest) -> manifest.name().endsWith("-dashboard"))
				.findFirst()
				.orElseThrow();
			assertThat(JSON.readTree(dashboard.at("/data/root-password.json").asString()).path("title").asString())
				.isNotEmpty();
		}
	}

	static JsonNode settings(String set) {
		Manifest settings = Chart.manifests(set)
			.stream()
			.filter((manifest) -> manifest.name().endsWith("-settings"))
			.findFirst()
			.orElseThrow();
		return JSON.valueToTree(new Yaml().<Object>load(settings.at("/data/application.yaml").asString()));
	}

	private static void overlay(ObjectNode target, JsonNode change) {
		change.properties().forEach((property) -> {
			JsonNode present = target.path(property.getKey());
			if (present instanceof ObjectNode object && property.getValue().isObject()) {
				overlay(object, property.getValue());
			}
			else if (property.getKey().equals("containers")) {
				overlay((ObjectNode) present.path(0), property.getValue().path(0));
			}
			else {
				target.set(property.getKey(), property.getValue());
			}
		});
	}

	private static Map<?, ?> labels(JsonNode node) {
		return JSON.treeToValue(node, Map.class);
	}

	@SuppressWarnings("unchecked")
	private static <T> java.util.Collection<T> cast(Map<?, ?> map) {
		return (java.util.Collection<T>) map.entrySet();
	}

	private static Stream<String> leaves(String path, JsonNode node) {
		return node.isContainer() ? Stream.concat(
				node.propertyStream()
					.flatMap((property) -> leaves(path + "." + property.getKey(), property.getValue())),
				node.isArray() ? node.valueStream().flatMap((value) -> leaves(path, value)) : Stream.empty())
				: Stream.of(path + "=" + node.asString(""));
	}

	private static String named(String kind, JsonNode name) {
		return kind + name.asString("");
	}

	private static int seconds(JsonNode duration) {
		return Integer.parseInt(duration.asString().replaceFirst("s$", ""));
	}

}
