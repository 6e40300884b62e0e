package rootpassword.login;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;

/**
 * Connects to instances. It resolves a name once, and dials an address that it has
 * checked. An interrupt of the thread closes the connection.
 *
 * @param tls the trusted CAs, or {@code null} for connections without TLS
 * @param resolver the look-up of a name
 */
record Dialler(@Nullable Supplier<SSLContext> tls, Resolver resolver) {

	/**
	 * Connects, and verifies the certificate and the host name.
	 * @throws LoginFailedException if the name is resolved after the deadline, or leads
	 * to an address that may not be dialled
	 */
	InstanceConnection dial(AddressPattern pattern, InstanceId instance, Deadline deadline)
			throws IOException, LoginFailedException {
		String host = pattern.hostOf(instance);
		InetAddress[] addresses = this.resolver.resolve(host);
		// A look-up can take long, and can clear an interrupt
		if (deadline.isOver()) {
			throw new LoginFailedException("no time");
		}
		for (InetAddress address : addresses) {
			if (!isPermitted(pattern, address)) {
				throw new LoginFailedException("the name leads to an address that may not be dialled");
			}
		}
		// Unlike that of a socket, its input and output end with an interrupt
		SocketChannel channel = SocketChannel.open();
		try {
			channel.connect(new InetSocketAddress(addresses[0], pattern.port()));
			return new InstanceConnection(encrypted(channel.socket(), host, pattern.port()));
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	boolean isPermitted(AddressPattern pattern, InetAddress address) {
		if (pattern.isLoopback()) {
			return address.isLoopbackAddress();
		}
		// In the internet only with a certificate that identifies the instance
		return AddressRules.isPrivate(address)
				|| (pattern.isProvidersOwn() && this.tls != null && AddressRules.isPublic(address));
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
	 * Finds the addresses of a host, at least one.
	 */
	interface Resolver {

		InetAddress[] resolve(String host) throws IOException;

	}

}
