package rootpassword.alibaba.transport;

import java.time.Duration;
import java.util.regex.Pattern;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Where the provider is and how long we wait for it.
 *
 * @param endpoint host or host:port
 * @param region sent as RegionId when set
 * @param deadline the whole call, from connect to the last byte of the answer
 * @param maxConcurrent calls that may be under way at once
 */
@ConfigurationProperties(AlibabaProperties.PREFIX)
public record AlibabaProperties(@DefaultValue("mongodb.aliyuncs.com") String endpoint,
		@DefaultValue("https") ProtocolType protocol, @Nullable String region,
		@DefaultValue("V1") SignatureVersion signatureVersion, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("10s") Duration deadline, @DefaultValue("512") int maxConcurrent) {

	static final String PREFIX = "root-password.dds";

	private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\\d{1,5})?");

	// Literals only: what a name resolves to can change after the start
	private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3})(:\\d+)?");

	private static final Pattern REGION = Pattern.compile("[a-z0-9-]+");

	public AlibabaProperties {
		region = (region == null || region.isEmpty()) ? null : region;
		check(isEndpoint(endpoint), "endpoint", "must be a host or host:port, without scheme, path or user");
		check(protocol == ProtocolType.HTTPS || isLoopback(endpoint), "protocol",
				"must be https, unless the endpoint is localhost or 127.x.x.x: a password must not cross a network in the clear");
		check(region == null || REGION.matcher(region).matches(), "region", "must be a region id such as cn-hangzhou");
		check(connectTimeout.isPositive(), "connect-timeout", "must be longer than zero");
		check(maxConcurrent > 0, "max-concurrent", "must be at least 1");
		check(deadline.isPositive(), "deadline", "must be longer than zero");
	}

	/** What the Host header will say: without the port where it is the default one. */
	public String host() {
		String defaultPort = (this.protocol == ProtocolType.HTTPS) ? ":443" : ":80";
		return this.endpoint.endsWith(defaultPort)
				? this.endpoint.substring(0, this.endpoint.length() - defaultPort.length()) : this.endpoint;
	}

	public static boolean isEndpoint(String text) {
		return ENDPOINT.matcher(text).matches() && portOf(text) <= 65535;
	}

	public static boolean isLoopback(String endpoint) {
		return LOOPBACK.matcher(endpoint).matches();
	}

	private static int portOf(String endpoint) {
		int colon = endpoint.indexOf(':');
		return (colon < 0) ? 0 : Integer.parseInt(endpoint.substring(colon + 1));
	}

	private static void check(boolean valid, String name, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, null, reason);
		}
	}

}
