package rootpassword.chart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.yaml.snakeyaml.Yaml;
import rootpassword.ServiceCheck;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.provider.ThrowawayCertificate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The certificates that the chart mounts do what they are for.
 */
@Execution(ExecutionMode.CONCURRENT)
class CertificateFilesTests {

	private static final Path OPERATIONS = Path.of("docs/OPERATIONS.md");

	private final List<Manifest> manifests = Chart.manifests("mtls");

	private final JsonNode settings = ManifestTests.settings("mtls");

	/** TlsTests starts the service with the documented settings. */
	@Test
	void theSettingsForTlsAreTheDocumentedOnes() throws IOException {
		Matcher yaml = Pattern.compile("```yaml\n(server:\n  port: 8443\n.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(OPERATIONS));
		assertThat(yaml.find()).isTrue();
		JsonNode documented = new JsonMapper().valueToTree(new Yaml().<Object>load(yaml.group(1)));
		Map<String, String> mounts = Map.of("file:/etc/root-password-tls/", "/etc/tls/",
				"file:/etc/root-password-clients/ca.pem", "/etc/tls/ca.crt");
		for (String place : List.of("/server", "/management/server/ssl", "/spring/ssl/bundle/pem/api")) {
			String rendered = this.settings.at(place).toString();
			for (Map.Entry<String, String> mount : mounts.entrySet()) {
				rendered = rendered.replace(mount.getKey(), mount.getValue());
			}
			assertThat(new JsonMapper().readTree(rendered)).as(place).isEqualTo(documented.at(place));
		}
	}

	@Test
	void theCaOfPostgresqlIsTheOnlyOneTrusted(@TempDir Path directory) throws Exception {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("ip:127.0.0.1");
		Path ca = directory.resolve("ca.pem");
		try (RestartablePostgres server = RestartablePostgres.in(directory)) {
			Path key = directory.resolve("data/server.key");
			certificate.write(directory.resolve("data/server.crt"), key);
			Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
			Database database = server.database();
			database.execute("alter system set ssl = on");
			database.column(Boolean.class, "select pg_reload_conf()");
			String url = this.settings.at("/spring/datasource/url")
				.asString()
				.replaceFirst("//[^?]*", "//127.0.0.1:" + database.port() + "/postgres")
				.replace("/etc/root-password-database/ca.pem", ca.toString());
			certificate.write(ca, null);
			await().ignoreExceptions().until(() -> isEncrypted(url, database));
			ThrowawayCertificate.of("ip:127.0.0.1").write(ca, null);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> isEncrypted(url, database));
		}
	}

	/** With the trust store of the documented commands, and as `helm test` runs it. */
	@Test
	void theTrustStoreOfTheDocumentedCommandsIsTrusted(@TempDir Path directory) throws Exception {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("ip:127.0.0.1");
		certificate.write(directory.resolve("ca.pem"), null);
		Matcher commands = Pattern.compile("```sh\n(keytool -importkeystore.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(OPERATIONS));
		assertThat(commands.find()).isTrue();
		assertThat(run(directory, Map.of(), "sh", "-ec", commands.group(1))).isZero();
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
		server.createContext("/", (exchange) -> {
			byte[] body = "urn:problem-type:root-password:unauthenticated".getBytes(StandardCharsets.US_ASCII);
			exchange.sendResponseHeaders(401, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try {
			String url = "https://127.0.0.1:" + server.getAddress().getPort();
			String options = Manifest.only(this.manifests, "Deployment")
				.pod()
				.at("/containers/0/env")
				.valueStream()
				.filter((variable) -> variable.path("name").asString().equals("JDK_JAVA_OPTIONS"))
				.findFirst()
				.orElseThrow()
				.path("value")
				.asString()
				.replace("/etc/root-password-trust", directory.toString());
			assertThat(check(options, url)).isZero();
			assertThat(check("", url)).isNotZero();
		}
		finally {
			server.stop(0);
		}
	}

	private static int check(String options, String url) throws IOException, InterruptedException {
		return run(Path.of(""), Map.of("JDK_JAVA_OPTIONS", options),
				Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), ServiceCheck.class.getName(), url);
	}

	private static int run(Path directory, Map<String, String> environment, String... command)
			throws IOException, InterruptedException {
		String home = System.getProperty("java.home");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(environment);
		builder.environment().put("JAVA_HOME", home);
		builder.environment().merge("PATH", home + "/bin", (path, bin) -> bin + ":" + path);
		return builder.start().waitFor();
	}

	private static boolean isEncrypted(String url, Database database) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url, database.username(), database.password());
				ResultSet row = connection.createStatement()
					.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
			return row.next() && row.getBoolean(1);
		}
	}

}
