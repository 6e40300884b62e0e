package rootpassword.alibaba.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import rootpassword.settings.Settings;

/**
 * The published endpoint of each region. An endpoint is never derived from the name of a
 * region, because some regions do not follow the pattern of the others.
 */
final class Regions {

	private static final Properties TABLE = table();

	private Regions() {
	}

	/**
	 * The endpoint if one is set, else that of the region.
	 * @param vpc whether the region's endpoint inside of a VPC is wanted
	 * @param section the section of the configuration that has these settings
	 */
	static String endpoint(@Nullable String endpoint, @Nullable String region, boolean vpc, String section) {
		String property = section + ".region";
		Settings.require(region == null || region.matches("[a-z0-9-]+"), property,
				"must be a region id such as cn-hangzhou");
		if (endpoint != null) {
			AlibabaProperties.checkEndpoint(endpoint, section + ".endpoint");
			return endpoint;
		}
		if (region == null) {
			throw Settings.refused(property, "must be set, or " + section + ".endpoint");
		}
		String[] endpoints = TABLE.getProperty(region, "").split(" ", -1);
		Settings.require(!endpoints[0].isEmpty(), property, "must be one of "
				+ String.join(", ", new TreeSet<>(TABLE.stringPropertyNames())) + "; or set " + section + ".endpoint");
		Settings.require(!vpc || endpoints.length == 2, section + ".vpc",
				"must be false, because the region has no endpoint inside of a VPC; or set " + section + ".endpoint");
		return endpoints[vpc ? 1 : 0];
	}

	private static Properties table() {
		Properties table = new Properties();
		try (InputStream file = Objects.requireNonNull(Regions.class.getResourceAsStream("/endpoints.properties"))) {
			table.load(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return table;
	}

}
