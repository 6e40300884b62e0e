package rootpassword.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * The <em>restricted</em> Pod Security Standard, with every control of its page
 * (<em>baseline</em> included) under the page's name, for pods that run on Linux.
 */
final class PodSecurity {

	private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
			"persistentVolumeClaim", "projected", "secret");

	private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

	private static final Set<String> SELINUX_TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t",
			"container_engine_t");

	private static final Set<String> SAFE_SYSCTLS = Set.of("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range",
			"net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
			"net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
			"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

	private final Manifest manifest;

	private final JsonNode pod;

	private final List<String> violations = new ArrayList<>();

	private PodSecurity(Manifest manifest) {
		this.manifest = manifest;
		this.pod = manifest.pod();
	}

	/** The controls that the pods of a manifest break, each with the field. */
	static List<String> violations(Manifest manifest) {
		PodSecurity security = new PodSecurity(manifest);
		security.checkPod();
		Stream.of("containers", "initContainers", "ephemeralContainers")
			.flatMap((kind) -> security.pod.path(kind).valueStream())
			.forEach(security::checkContainer);
		return security.violations;
	}

	private void checkPod() {
		for (String namespace : List.of("hostNetwork", "hostPID", "hostIPC")) {
			require(!this.pod.path(namespace).asBoolean(false), "Host Namespaces: " + namespace);
		}
		this.pod.path("volumes")
			.valueStream()
			.flatMap((volume) -> volume.propertyNames().stream())
			.filter((type) -> !type.equals("name"))
			.forEach((type) -> require(VOLUMES.contains(type), "Volume Types: " + type));
		this.pod.at("/securityContext/sysctls")
			.valueStream()
			.forEach((sysctl) -> require(SAFE_SYSCTLS.contains(sysctl.path("name").asString("")), "Sysctls"));
		// Before Kubernetes 1.30 the profile of AppArmor was an annotation
		this.manifest.podMetadata()
			.path("annotations")
			.properties()
			.stream()
			.filter((annotation) -> annotation.getKey().startsWith("container.apparmor.security.beta.kubernetes.io/"))
			.forEach((annotation) -> require(annotation.getValue().asString().matches("runtime/default|localhost/.*"),
					"AppArmor: annotation"));
		checkEither(this.pod.path("securityContext"));
	}

	private void checkContainer(JsonNode container) {
		JsonNode context = container.path("securityContext");
		require(!context.path("privileged").asBoolean(false), "Privileged Containers");
		require(context.path("allowPrivilegeEscalation").isBoolean()
				&& !context.path("allowPrivilegeEscalation").asBoolean(), "Privilege Escalation");
		require(strings(context.at("/capabilities/drop")).contains("ALL"), "Capabilities: drop");
		require(Set.of("NET_BIND_SERVICE").containsAll(strings(context.at("/capabilities/add"))), "Capabilities: add");
		require(Set.of("", "Default").contains(context.path("procMount").asString("")), "/proc Mount Type");
		container.path("ports")
			.valueStream()
			.forEach((port) -> require(port.path("hostPort").asInt(0) == 0, "Host Ports"));
		Stream.of("/livenessProbe", "/readinessProbe", "/startupProbe", "/lifecycle/preStop", "/lifecycle/postStart")
			.map(container::at)
			.flatMap((probe) -> Stream.of(probe.at("/httpGet/host"), probe.at("/tcpSocket/host")))
			.forEach((host) -> require(host.asString("").isEmpty(), "Host Probes / Lifecycle Hooks"));
		require(eitherSays(context, "runAsNonRoot").asBoolean(false), "Running as Non-root");
		require(PROFILES.contains(eitherSays(context, "seccompProfile").path("type").asString("")), "Seccomp");
		checkEither(context);
	}

	/** The rules for the security context of a pod and of a container. */
	private void checkEither(JsonNode context) {
		require(!context.at("/windowsOptions/hostProcess").asBoolean(false), "HostProcess");
		require(context.path("runAsNonRoot").asBoolean(true), "Running as Non-root");
		require(context.path("runAsUser").asInt(1) != 0, "Running as Non-root user");
		require(context.path("seccompProfile").isMissingNode()
				|| PROFILES.contains(context.at("/seccompProfile/type").asString("")), "Seccomp");
		require(!context.at("/appArmorProfile/type").asString("").equals("Unconfined"), "AppArmor");
		JsonNode selinux = context.path("seLinuxOptions");
		require(SELINUX_TYPES.contains(selinux.path("type").asString("")) && selinux.path("user").isMissingNode()
				&& selinux.path("role").isMissingNode(), "SELinux");
	}

	private JsonNode eitherSays(JsonNode context, String field) {
		return context.has(field) ? context.path(field) : this.pod.path("securityContext").path(field);
	}

	private void require(boolean condition, String rule) {
		if (!condition) {
			this.violations.add(rule);
		}
	}

	private static List<String> strings(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

}
