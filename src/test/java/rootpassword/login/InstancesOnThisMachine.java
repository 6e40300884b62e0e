package rootpassword.login;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

import org.springframework.context.annotation.Import;
import rootpassword.RootPasswordApplication;

/**
 * Every name leads to a private address, and every connection to the same port of this
 * machine, so that a stub can be the instance. As a program, the whole service with this
 * network. It has no stereotype, so that no component scan finds it.
 */
@Import(RootPasswordApplication.class)
public final class InstancesOnThisMachine implements Dialler.Network {

	private final Runnable lookUp;

	public InstancesOnThisMachine() {
		this(() -> {
		});
	}

	/** With an action that each look-up of a name waits for. */
	InstancesOnThisMachine(Runnable lookUp) {
		this.lookUp = lookUp;
	}

	@Override
	public InetAddress[] resolve(String host) throws IOException {
		this.lookUp.run();
		return new InetAddress[] { InetAddress.getByAddress(host, new byte[] { 10, 0, 0, 1 }) };
	}

	@Override
	public void connect(SocketChannel channel, InetSocketAddress address) throws IOException {
		channel.connect(new InetSocketAddress("127.0.0.1", address.getPort()));
	}

}
