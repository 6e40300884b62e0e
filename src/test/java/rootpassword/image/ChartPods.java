package rootpassword.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import rootpassword.chart.Chart;
import rootpassword.chart.Pod;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pods that the chart renders for an H2 file and for PostgreSQL, and what their logs
 * must show.
 */
record ChartPods(ProviderStub provider, Path node, UnaryOperator<String> paths) {

	Pod on(Vendor vendor, Database database) throws IOException {
		Map<String, String> settings = this.provider.properties();
		Map<String, String> secrets = new HashMap<>(Map.of("provider/access-key-id",
				settings.get("ALIBABA_CLOUD_ACCESS_KEY_ID"), "provider/access-key-secret",
				settings.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), "evidence/2026-11", EvidenceKey.newPem()));
		for (String role : List.of("ledger-service", "ledger-owner")) {
			secrets.put(role + "/username", database.username());
			secrets.put(role + "/password", database.password());
		}
		for (byte year = 25; year <= 26; year++) {
			byte[] key = new byte[32];
			key[0] = year;
			secrets.put("fingerprints/20" + year + "-11", Base64.getEncoder().encodeToString(key));
		}
		String endpoint = settings.get("root-password.dds.endpoint");
		Stream<String> values = (vendor == Vendor.H2)
				? Stream.of("targets[0].endpoint=" + endpoint, "targets[1].endpoint=" + endpoint,
						"provider.stsEndpoint=" + endpoint, "credentials.rrsa.enabled=false",
						"credentials.existingSecret.name=provider")
				: Stream.of("provider.endpoint=" + endpoint, "database.url=" + database.url());
		return Pod.of(Chart.manifests((vendor == Vendor.H2) ? "regions" : "production",
				Stream.concat(values, Stream.of("settings.root-password.dds.protocol=http")).toArray(String[]::new)),
				secrets, this.node, this.paths);
	}

	/** The options of {@code docker run} that make this pod's container. */
	static Stream<String> options(Pod pod) throws IOException {
		JsonNode container = pod.container();
		JsonNode user = pod.spec().path("securityContext");
		JsonNode security = container.path("securityContext");
		List<String> options = new ArrayList<>(List.of("--user",
				user.path("runAsUser").asString() + ":" + user.path("runAsGroup").asString(), "--memory",
				container.at("/resources/limits/memory").asString().replace("i", "").toLowerCase(Locale.ROOT)));
		assertThat(user.path("fsGroup").isMissingNode()).isFalse();
		assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
		assertThat(security.path("allowPrivilegeEscalation").asBoolean()).isFalse();
		options.addAll(List.of("--read-only", "--security-opt", "no-new-privileges"));
		security.at("/capabilities/drop").forEach((name) -> options.addAll(List.of("--cap-drop", name.asString())));
		assertThat(container.has("command") || container.has("args") || container.has("workingDir")).isFalse();
		for (Map.Entry<String, Path> mount : pod.mounts().entrySet()) {
			boolean readOnly = container.path("volumeMounts")
				.valueStream()
				.anyMatch((each) -> each.path("mountPath").asString().equals(mount.getKey())
						&& each.path("readOnly").asBoolean(false));
			options.addAll(List.of("-v", mount.getValue() + ":" + mount.getKey() + (readOnly ? ":ro" : "")));
			// What the node does for the group of the pod
			options.addAll(List.of("--group-add", Files.getAttribute(mount.getValue(), "unix:gid").toString()));
		}
		pod.environment().forEach((name, value) -> options.addAll(List.of("-e", name + "=" + value)));
		return options.stream();
	}

	/** Every line is JSON, and one names the database and no secret. */
	static void assertLog(Stream<String> lines, String database) {
		List<String> messages = lines.map(ChartPods::message).toList();
		assertThat(messages.stream().filter((message) -> message.startsWith("Ready: "))).singleElement()
			.asString()
			.matches("Ready: database \\Q" + database
					+ "\\E; target (default|hangzhou) at [^;]*; callers: [12]; evidence key: root-password\\+[0-9a-f]{8}");
	}

	/** As the log names it. */
	static String name(Database postgres) {
		return postgres.url().replaceFirst("jdbc:postgresql://([^?]*).*", "PostgreSQL $1");
	}

	private static String message(String line) {
		assertThat(line).startsWith("{");
		JsonNode json = new JsonMapper().readTree(line);
		return json.path("message").asString();
	}

}
