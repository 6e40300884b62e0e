package rootpassword.login;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.security.auth.login.LoginException;

import org.jspecify.annotations.Nullable;
import org.springframework.security.util.matcher.InetAddressMatcher;
import org.springframework.security.util.matcher.InetAddressMatchers;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;

/**
 * Connects to instances. It resolves a name once, and dials an address that it has
 * checked, because a name can lead anywhere, even to services that trust this machine. An
 * interrupt of the thread closes the connection.
 */
final class Dialler {

	/** RFC 1918, the provider's 100.64.0.0/10, and fc00::/7. */
	private static final InetAddressMatcher PRIVATE = InetAddressMatchers.builder()
		.includeAddresses(List.of("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
		// The provider's services: metadata with this machine's credentials, DNS, others
		.excludeAddresses(List.of("100.100.0.0/16"))
		.build();

	/** Without addresses that contain another one, such as 6to4 and NAT64. */
	private static final InetAddressMatcher PUBLIC = InetAddressMatchers.builder()
		.includeAddresses(List.of("0.0.0.0/0", "2000::/3"))
		.excludeAddresses(
				List.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
						"192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", "2001::/32", "2002::/16"))
		.build();

	/** The trusted CAs; {@code null} for connections without TLS. */
	private final @Nullable Supplier<SSLContext> tls;

	private final Network network;

	Dialler(@Nullable Supplier<SSLContext> tls, Network network) {
		this.tls = tls;
		this.network = network;
	}

	/**
	 * Connects, and verifies the certificate and the host name.
	 * @throws LoginException if the name is resolved after the deadline, or one of its
	 * addresses may not be dialled
	 */
	Socket dial(AddressPattern pattern, InstanceId instance, Deadline deadline) throws IOException, LoginException {
		String host = pattern.hostOf(instance);
		InetAddress[] addresses = this.network.resolve(host);
		// A look-up can take long, and can clear an interrupt
		if (deadline.isOver()) {
			throw new LoginException("no time");
		}
		// The first is dialled; another that is forbidden shows that the name is misused
		if (!Stream.of(addresses).allMatch((address) -> isPermitted(pattern, this.tls != null, address))) {
			throw new LoginException("the name leads to an address that may not be dialled");
		}
		// Unlike those of a socket, its input and output end with an interrupt
		SocketChannel channel = SocketChannel.open();
		try {
			this.network.connect(channel, new InetSocketAddress(addresses[0], pattern.port()));
			return encrypted(channel.socket(), host, pattern.port());
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	static boolean isPermitted(AddressPattern pattern, boolean tls, InetAddress address) {
		// In the internet only with a certificate that identifies the instance
		return PRIVATE.matches(address) || (pattern.isProvidersOwn() && tls && PUBLIC.matches(address));
	}

	private Socket encrypted(Socket socket, String host, int port) throws IOException {
		if (this.tls == null) {
			return socket;
		}
		SSLSocket encrypted = (SSLSocket) this.tls.get().getSocketFactory().createSocket(socket, host, port, true);
		SSLParameters parameters = encrypted.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		encrypted.setSSLParameters(parameters);
		encrypted.startHandshake();
		return encrypted;
	}

	/**
	 * The way to a host. Tests lead it to a stand-in on this machine, which no
	 * configuration can reach.
	 */
	@FunctionalInterface
	interface Network {

		/** Finds the addresses of a host, at least one. */
		InetAddress[] resolve(String host) throws IOException;

		default void connect(SocketChannel channel, InetSocketAddress address) throws IOException {
			channel.connect(address);
		}

	}

}
