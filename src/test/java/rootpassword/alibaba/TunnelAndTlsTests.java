package rootpassword.alibaba;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.stream.Stream;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.RawServer;
import rootpassword.kit.provider.ThrowawayCertificate;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TunnelAndTlsTests {

	/** For peers that say nothing. */
	private static final Duration SHORT = Duration.ofSeconds(1);

	/** For all others: none of them takes as long. */
	private static final Duration LONG = Duration.ofSeconds(30);

	private static ThrowawayCertificate ours;

	private static ThrowawayCertificate anotherHosts;

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	@BeforeAll
	static void makeCertificates() {
		ours = ThrowawayCertificate.of("ip:127.0.0.1");
		anotherHosts = ThrowawayCertificate.of("dns:mongodb.example");
		// The first call loads the classes of the SDK, which the test must not time
		try (ProviderStub stub = ProviderStub.startTls(ours)) {
			AlibabaAccountGateway gateway = gateway(stub.endpoint(), SignatureVersion.V1, client(ours));
			gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		}
	}

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void speaksTls(SignatureVersion version) {
		try (ProviderStub stub = ProviderStub.startTls(ours)) {
			AlibabaAccountGateway gateway = gateway(stub.endpoint(), version, client(ours));
			assertThat(inTime(gateway)).isInstanceOf(Accepted.class);
			assertThat(inTime(gateway)).isInstanceOf(Accepted.class);
			assertThat(stub.resets()).hasSize(2);
		}
	}

	@Test
	void sendsNothingToAnUntrustedCertificate() {
		try (ProviderStub stub = ProviderStub.startTls(ours)) {
			AlibabaAccountGateway gateway = gateway(stub.endpoint(), SignatureVersion.V1, Client.OF_THE_JVM);
			assertUnreachable(gateway, "TLS handshake failed");
			assertThat(stub.resets()).isEmpty();
		}
	}

	@Test
	void sendsNothingToAnotherHostsCertificate() {
		try (ProviderStub stub = ProviderStub.startTls(anotherHosts)) {
			AlibabaAccountGateway gateway = gateway(stub.endpoint(), SignatureVersion.V1, client(anotherHosts));
			assertUnreachable(gateway, "TLS handshake failed");
			assertThat(stub.resets()).isEmpty();
		}
	}

	static Stream<Arguments> peersThatShakeNoHands() {
		return Stream.of(
				arguments("plain HTTP", "TLS handshake failed",
						(RawServer.Handler) (connection) -> connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")),
				arguments("resets", "", (RawServer.Handler) RawServer.Connection::reset));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("peersThatShakeNoHands")
	void sendsNothingWithoutAHandshake(String peer, String cause, RawServer.Handler handler) {
		try (RawServer server = RawServer.start(handler)) {
			AlibabaAccountGateway gateway = gateway(server.endpoint(), SignatureVersion.V1, client(ours));
			assertUnreachable(gateway, cause);
		}
	}

	@Test
	void doesNotWaitForASilentPeer() {
		try (RawServer server = RawServer.start(RawServer.Connection::awaitEnd)) {
			AlibabaAccountGateway gateway = gateway(server.endpoint(), SHORT, LONG, client(ours));
			assertUnreachable(gateway, "connect timeout", SHORT.plusSeconds(10));
		}
	}

	static Stream<Arguments> politeEnds() {
		return Stream.of(arguments("before the first byte", (RawServer.Handler) RawServer.Connection::end),
				arguments("after the client's greeting", (RawServer.Handler) (connection) -> {
					connection.readSome();
					connection.end();
				}), arguments("within the server's greeting", (RawServer.Handler) (connection) -> {
					connection.readSome();
					connection.send(new byte[] { 22, 3, 3, 0, 122, 2, 0 });
					connection.end();
				}));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("politeEnds")
	void sendsNothingWhenThePeerClosesTheHandshake(String place, RawServer.Handler handler) {
		try (RawServer server = RawServer.start(handler)) {
			AlibabaAccountGateway gateway = gateway(server.endpoint(), SignatureVersion.V1, client(ours));
			assertUnreachable(gateway, "");
		}
	}

	@Test
	void isInDoubtWhereThePeerHangsUpPolitelyAfterTheHandshake() {
		ServerSocketFactory tls = ours.context().getServerSocketFactory();
		try (RawServer server = RawServer.start(tls, (connection) -> {
			connection.readSome();
			connection.end();
		})) {
			AlibabaAccountGateway gateway = gateway(server.endpoint(), SignatureVersion.V1, client(ours));
			assertThat(inTime(gateway)).isInstanceOf(Unconfirmed.class);
		}
	}

	@Test
	void isInDoubtOnceTheHandshakeIsDone() throws Exception {
		ServerSocketFactory tls = ours.context().getServerSocketFactory();
		try (RawServer server = RawServer.start(tls, (connection) -> {
			connection.readRequest();
			connection.reset();
		})) {
			AlibabaAccountGateway gateway = gateway(server.endpoint(), SignatureVersion.V1, client(ours));
			assertThat(inTime(gateway)).isInstanceOf(Unconfirmed.class);
			assertThat(server.requests()).hasSize(1);
		}
	}

	static Stream<Arguments> proxiesThatRefuse() {
		return Stream.of(
				arguments("407", (RawServer.Handler) (connection) -> answer(connection,
						"HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")),
				arguments("407 bare",
						(RawServer.Handler) (connection) -> answer(connection,
								"HTTP/1.1 407 X\r\nContent-Length: 0\r\n\r\n")),
				arguments("403",
						(RawServer.Handler) (connection) -> answer(connection,
								"HTTP/1.1 403 X\r\nContent-Length: 9\r\n\r\nforbidden")),
				arguments("502",
						(RawServer.Handler) (connection) -> answer(connection,
								"HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n")),
				arguments("hangs up", (RawServer.Handler) RawServer.Connection::readRequest));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("proxiesThatRefuse")
	void sendsNothingWhenTheProxyRefuses(String answer, RawServer.Handler handler) {
		try (RawServer proxy = RawServer.start(handler)) {
			AlibabaAccountGateway gateway = gateway("mongodb.invalid", SignatureVersion.V1,
					new Client(ours.context().getSocketFactory(), selector(proxy)));
			assertUnreachable(gateway, "");
			assertThat(proxy.requests()).allMatch((request) -> request.startsWith("CONNECT mongodb.invalid:443"))
				.noneMatch((request) -> request.contains("Signature"));
		}
	}

	/** The connect timeout covers only the connection to the proxy. */
	@Test
	void doesNotWaitForASilentProxyAfterTheDeadline() {
		try (RawServer proxy = RawServer.start(RawServer.Connection::awaitEnd)) {
			AlibabaAccountGateway gateway = gateway("mongodb.invalid", SHORT, SHORT,
					new Client(ours.context().getSocketFactory(), selector(proxy)));
			assertUnreachable(gateway, "", SHORT.plusSeconds(10));
		}
	}

	@Test
	void goesThroughAProxysTunnel() {
		try (ProviderStub stub = ProviderStub.startTls(ours); RawServer proxy = RawServer.start((connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
			connection.tunnelTo(stub.endpoint());
		})) {
			AlibabaAccountGateway gateway = gateway(stub.endpoint(), SignatureVersion.V1,
					new Client(ours.context().getSocketFactory(), selector(proxy)));
			assertThat(inTime(gateway)).isInstanceOf(Accepted.class);
			assertThat(proxy.requests()).singleElement().asString().startsWith("CONNECT " + stub.endpoint());
		}
	}

	private void assertUnreachable(AlibabaAccountGateway gateway, String cause) {
		assertUnreachable(gateway, cause, LONG);
	}

	private void assertUnreachable(AlibabaAccountGateway gateway, String cause, Duration limit) {
		assertThat(inTime(gateway, limit)).isEqualTo(new Rejected(Rejection.PROVIDER_UNREACHABLE));
		assertThat(this.log.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.getArgumentArray()[1].toString()).matches("[A-Za-z0-9 ]+")
				.contains(cause));
	}

	private static ResetOutcome inTime(AlibabaAccountGateway gateway) {
		return inTime(gateway, LONG);
	}

	private static ResetOutcome inTime(AlibabaAccountGateway gateway, Duration limit) {
		long start = System.nanoTime();
		ResetOutcome outcome = gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
		return outcome;
	}

	private static void answer(RawServer.Connection connection, String text) throws java.io.IOException {
		connection.readRequest();
		connection.send(text);
		connection.awaitEnd();
	}

	private static ProxySelector selector(RawServer proxy) {
		String[] parts = proxy.endpoint().split(":");
		return ProxySelector.of(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
	}

	private static Client client(ThrowawayCertificate certificate) {
		return new Client(certificate.context().getSocketFactory(), ProxySelector.of(null));
	}

	private static AlibabaAccountGateway gateway(String endpoint, SignatureVersion version, Client client) {
		return GatewayFixture.gateway(
				new AlibabaProperties(endpoint, ProtocolType.HTTPS, null, false, version, LONG, LONG, 512),
				client.tls(), client.proxies());
	}

	private static AlibabaAccountGateway gateway(String endpoint, Duration connectTimeout, Duration deadline,
			Client client) {
		return GatewayFixture.gateway(new AlibabaProperties(endpoint, ProtocolType.HTTPS, null, false,
				SignatureVersion.V1, connectTimeout, deadline, 512), client.tls(), client.proxies());
	}

	/** The settings of the client that vary here. */
	private record Client(SSLSocketFactory tls, ProxySelector proxies) {

		static final Client OF_THE_JVM = new Client((SSLSocketFactory) SSLSocketFactory.getDefault(),
				ProxySelector.of(null));

	}

}
