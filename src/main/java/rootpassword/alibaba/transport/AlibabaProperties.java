package rootpassword.alibaba.transport;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.http.SafeUrl;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.settings.Settings;

/**
 * The settings of the provider's API, and checks for settings of this area.
 *
 * @param endpoint host or host:port; {@code null} stands for that of the region
 * @param region sent as RegionId if set
 * @param vpc whether the region's endpoint inside of a VPC is called
 * @param deadline the duration of a call, from connect to the last byte of the answer
 * @param maxConcurrent the maximum number of concurrent calls
 */
@ConfigurationProperties(AlibabaProperties.PREFIX)
public record AlibabaProperties(@Nullable String endpoint, @DefaultValue("https") ProtocolType protocol,
		@Nullable String region, @DefaultValue("false") boolean vpc,
		@DefaultValue("V1") SignatureVersion signatureVersion, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("10s") Duration deadline, @DefaultValue("512") int maxConcurrent) {

	static final String PREFIX = "root-password.dds";

	private static final String DEFAULT_ENDPOINT = "mongodb.aliyuncs.com";

	private static final Pattern ENDPOINT = Pattern
		.compile("([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:(?<port>\\d{1,5}))?");

	public AlibabaProperties {
		region = (region == null || region.isEmpty()) ? null : region;
		Settings.require(connectTimeout.isPositive(), PREFIX + ".connect-timeout", "must be longer than zero");
		Settings.require(maxConcurrent > 0, PREFIX + ".max-concurrent", "must be at least 1");
		Settings.require(deadline.isPositive(), PREFIX + ".deadline", "must be longer than zero");
		Settings.require(connectTimeout.compareTo(deadline) <= 0, PREFIX + ".connect-timeout",
				"must not exceed " + PREFIX + ".deadline");
	}

	/**
	 * The only target, if no targets are configured.
	 * @param actiontrail whether its ActionTrail is read
	 */
	public ProviderTarget target(boolean actiontrail) {
		boolean given = this.endpoint != null || this.region != null || this.vpc;
		String host = given ? Regions.endpoint(this.endpoint, this.region, this.vpc, PREFIX) : DEFAULT_ENDPOINT;
		checkProtocol(host);
		return new ProviderTarget("default", PREFIX, List.of(new InstanceGlob("*")), this.region, host, null, null,
				this.maxConcurrent, actiontrail);
	}

	void checkProtocol(String endpoint) {
		Settings.require(this.protocol == ProtocolType.HTTPS || isLoopback(endpoint), PREFIX + ".protocol",
				"must be https, unless the endpoint is localhost or 127.x.x.x: a password must not cross a network in the clear");
	}

	/** HTTP if both this endpoint and the provider's use it on loopback, else HTTPS. */
	public ProtocolType protocolFor(String otherEndpoint) {
		return (this.protocol == ProtocolType.HTTP && isLoopback(otherEndpoint)) ? ProtocolType.HTTP
				: ProtocolType.HTTPS;
	}

	private static boolean isLoopback(String endpoint) {
		return SafeUrl.isThisMachine(endpoint.replaceFirst(":\\d+$", ""));
	}

	/** Stops the start unless the value is a host or host:port. */
	public static void checkEndpoint(String endpoint, String property) {
		Matcher matcher = ENDPOINT.matcher(endpoint);
		Settings.require(
				matcher.matches()
						&& (matcher.group("port") == null || Integer.parseInt(matcher.group("port")) <= 65535),
				property, "must be a host or host:port, without scheme, path or user");
	}

}
