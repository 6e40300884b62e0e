package rootpassword.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * As much of a cluster as it takes to look up one resource in the namespace {@code dba}.
 */
final class ClusterStub implements AutoCloseable {

	private static final String SECRETS = """
			{"kind": "APIResourceList", "groupVersion": "v1", "resources": [
			 {"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}""";

	private static final String DEPLOYMENTS = """
			{"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": [
			 {"name": "deployments", "singularName": "deployment", "namespaced": true, "kind": "Deployment", "verbs": ["get"]}]}""";

	private static final String NONE = """
			{"kind": "SecretList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": []}""";

	private static final String ABSENT = """
			{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}""";

	private final HttpServer server;

	private final Path kubeconfig;

	private ClusterStub(HttpServer server, Path kubeconfig) {
		this.server = server;
		this.kubeconfig = kubeconfig;
	}

	/** Has this Secret and writes down how to reach it. */
	static ClusterStub with(Path kubeconfig, String secret, String data) throws IOException {
		ClusterStub stub = empty(kubeconfig);
		stub.server.createContext("/api/v1/namespaces/dba/secrets/" + secret, (exchange) -> answer(exchange, 200, """
				{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s", "namespace": "dba"}, "data": %s}"""
			.formatted(secret, data)));
		return stub;
	}

	/** Has this Deployment with so many replicas, and with these volumes. */
	static ClusterStub withDeployment(Path kubeconfig, String name, int replicas, String volumes) throws IOException {
		ClusterStub stub = empty(kubeconfig);
		stub.server.createContext("/apis/apps/v1/namespaces/dba/deployments/" + name,
				(exchange) -> answer(exchange, 200, """
						{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%s"},
						 "spec": {"replicas": %d, "template": {"spec": {"volumes": %s}}}}""".formatted(name, replicas,
						volumes)));
		return stub;
	}

	static ClusterStub empty(Path kubeconfig) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		server.createContext("/api/v1", (exchange) -> answer(exchange, 200, SECRETS));
		server.createContext("/api/v1/namespaces", (exchange) -> answer(exchange, 404, ABSENT));
		server.createContext("/api/v1/namespaces/dba/secrets", (exchange) -> {
			boolean all = exchange.getRequestURI().getPath().endsWith("/secrets");
			answer(exchange, all ? 200 : 404, all ? NONE : ABSENT);
		});
		server.createContext("/apis/apps/v1", (exchange) -> answer(exchange, 200, DEPLOYMENTS));
		server.createContext("/apis/apps/v1/namespaces", (exchange) -> answer(exchange, 404, ABSENT));
		server.start();
		Files.writeString(kubeconfig, """
				apiVersion: v1
				kind: Config
				current-context: stub
				contexts: [{name: stub, context: {cluster: stub, user: stub, namespace: dba}}]
				clusters: [{name: stub, cluster: {server: "http://127.0.0.1:%d"}}]
				users: [{name: stub, user: {}}]
				""".formatted(server.getAddress().getPort()));
		return new ClusterStub(server, kubeconfig);
	}

	@Override
	public void close() throws IOException {
		// Otherwise later tests would ask a cluster that is gone
		Files.delete(this.kubeconfig);
		this.server.stop(0);
	}

	private static void answer(HttpExchange exchange, int status, String json) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, body.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(body);
		}
	}

}
