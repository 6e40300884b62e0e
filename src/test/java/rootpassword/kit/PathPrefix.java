package rootpassword.kit;

import java.net.URI;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/**
 * A reverse proxy that shows a service under {@code /passwords} and nothing elsewhere.
 * The service does not see the prefix.
 */
public final class PathPrefix implements AutoCloseable {

	private static final String PREFIX = "/passwords";

	private final WireMockServer proxy = new WireMockServer(
			WireMockConfiguration.options().dynamicPort().gzipDisabled(true));

	private PathPrefix() {
	}

	public static PathPrefix before(URI service) {
		PathPrefix prefix = new PathPrefix();
		prefix.proxy.start();
		prefix.proxy.stubFor(WireMock.any(WireMock.urlMatching(PREFIX + "/.*"))
			.willReturn(WireMock.aResponse().proxiedFrom(service.toString()).withProxyUrlPrefixToRemove(PREFIX)));
		return prefix;
	}

	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.proxy.port() + PREFIX + path);
	}

	@Override
	public void close() {
		this.proxy.stop();
	}

}
