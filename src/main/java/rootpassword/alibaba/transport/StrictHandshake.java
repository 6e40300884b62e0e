package rootpassword.alibaba.transport;

import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Creates TLS contexts whose engines are {@link StrictHandshakeEngine}s.
 */
final class StrictHandshake extends SSLContextSpi {

	private final SSLContext context;

	private StrictHandshake(SSLContext context) {
		this.context = context;
	}

	/** Wraps a context. Trusted certificates and keys stay the same. */
	static SSLContext of(SSLContext context) {
		return new SSLContext(new StrictHandshake(context), context.getProvider(), context.getProtocol()) {
		};
	}

	@Override
	protected SSLEngine engineCreateSSLEngine() {
		return new StrictHandshakeEngine(this.context.createSSLEngine());
	}

	@Override
	protected SSLEngine engineCreateSSLEngine(String host, int port) {
		return new StrictHandshakeEngine(this.context.createSSLEngine(host, port));
	}

	@Override
	protected void engineInit(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust,
			@Nullable SecureRandom random) throws KeyManagementException {
		this.context.init(keys, trust, random);
	}

	@Override
	protected SSLSocketFactory engineGetSocketFactory() {
		return this.context.getSocketFactory();
	}

	@Override
	protected SSLServerSocketFactory engineGetServerSocketFactory() {
		return this.context.getServerSocketFactory();
	}

	@Override
	protected SSLSessionContext engineGetServerSessionContext() {
		return this.context.getServerSessionContext();
	}

	@Override
	protected SSLSessionContext engineGetClientSessionContext() {
		return this.context.getClientSessionContext();
	}

	@Override
	protected SSLParameters engineGetDefaultSSLParameters() {
		return this.context.getDefaultSSLParameters();
	}

	@Override
	protected SSLParameters engineGetSupportedSSLParameters() {
		return this.context.getSupportedSSLParameters();
	}

}
