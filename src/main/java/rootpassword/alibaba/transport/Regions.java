package rootpassword.alibaba.transport;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import rootpassword.settings.Settings;

/**
 * The published endpoint of each region. An endpoint is never derived from the name of a
 * region, because some regions do not follow the pattern of the others.
 */
final class Regions {

	private static final ResourceBundle TABLE = ResourceBundle.getBundle("endpoints", Locale.ROOT);

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
		Settings.require(TABLE.containsKey(region), property, "must be one of "
				+ String.join(", ", new TreeSet<>(TABLE.keySet())) + "; or set " + section + ".endpoint");
		String[] endpoints = TABLE.getString(region).split(" ", -1);
		Settings.require(!vpc || endpoints.length == 2, section + ".vpc",
				"must be false, because the region has no endpoint inside of a VPC; or set " + section + ".endpoint");
		return endpoints[vpc ? 1 : 0];
	}

}
