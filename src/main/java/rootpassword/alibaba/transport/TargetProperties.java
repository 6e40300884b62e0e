package rootpassword.alibaba.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.reset.command.InstanceGlob;

import static rootpassword.settings.Settings.refused;
import static rootpassword.settings.Settings.require;

/**
 * The settings of the targets. Without any, there is one target, and
 * {@link AlibabaProperties} describes it.
 */
@ConfigurationProperties("root-password")
public record TargetProperties(@DefaultValue List<Entry> targets) {

	private static final String TARGETS = "root-password.targets";

	/**
	 * Returns the targets of these settings. Stops the start if they cannot work.
	 * @param actiontrail whether ActionTrail is read at all
	 */
	public List<ProviderTarget> checked(AlibabaProperties provider, boolean actiontrail) {
		if (this.targets.isEmpty()) {
			return List.of(provider.target(actiontrail));
		}
		refuseBesideTargets(provider.endpoint() != null, "endpoint");
		refuseBesideTargets(provider.region() != null, "region");
		refuseBesideTargets(provider.vpc(), "vpc");
		List<ProviderTarget> checked = new ArrayList<>();
		for (int i = 0; i < this.targets.size(); i++) {
			checked.add(this.targets.get(i).checked(TARGETS + "[" + i + "]", provider, actiontrail, checked));
		}
		return List.copyOf(checked);
	}

	private static void refuseBesideTargets(boolean set, String name) {
		require(!set, AlibabaProperties.PREFIX + "." + name, "must not be set beside " + TARGETS);
	}

	/**
	 * The settings of one target.
	 *
	 * @param instances patterns of instance ids; {@code *} matches any characters
	 * @param endpoint host or host:port; {@code null} stands for that of the region
	 * @param vpc whether the region's endpoint inside of a VPC is called
	 * @param roleArn the role to assume; {@code null} stands for the credentials of the
	 * service
	 * @param maxConcurrent {@code null} stands for
	 * {@code root-password.dds.max-concurrent}
	 */
	record Entry(@Nullable String name, @DefaultValue List<String> instances, @Nullable String region,
			@Nullable String endpoint, @DefaultValue("false") boolean vpc, @Nullable String roleArn,
			@Nullable String externalId, @Nullable Integer maxConcurrent, @DefaultValue("true") boolean actiontrail) {

		private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

		private static final Pattern ROLE = Pattern.compile("acs:ram::\\d{1,20}:role/[A-Za-z0-9._-]{1,64}");

		private static final Pattern EXTERNAL_ID = Pattern.compile("[A-Za-z0-9=,.@:/_-]{2,1224}");

		private ProviderTarget checked(String section, AlibabaProperties provider, boolean actiontrail,
				List<ProviderTarget> earlier) {
			// "none" is the target in metrics of requests that no target serves
			if (this.name == null || !NAME.matcher(this.name).matches() || this.name.equals("none")) {
				throw refused(section + ".name", "must be 1 to 40 characters of a-z, 0-9 and -, and not the word none");
			}
			require(earlier.stream().noneMatch((other) -> other.name().equals(this.name)), section + ".name",
					"must not be that of an earlier target");
			List<InstanceGlob> globs = globs(section + ".instances", earlier);
			String host = Regions.endpoint(this.endpoint, this.region, this.vpc, section);
			provider.checkProtocol(host);
			require(this.roleArn == null || ROLE.matcher(this.roleArn).matches(), section + ".role-arn",
					"must be a RAM role, acs:ram::<account>:role/<name>");
			require(this.externalId == null || this.roleArn != null, section + ".external-id",
					"must not be set without role-arn");
			require(this.externalId == null || EXTERNAL_ID.matcher(this.externalId).matches(), section + ".external-id",
					"must be 2 to 1224 characters: letters, digits and =,.@:/_-");
			int concurrent = (this.maxConcurrent != null) ? this.maxConcurrent : provider.maxConcurrent();
			require(concurrent > 0, section + ".max-concurrent", "must be at least 1");
			return new ProviderTarget(this.name, section, globs, this.region, host, this.roleArn, this.externalId,
					concurrent, actiontrail && this.actiontrail);
		}

		private List<InstanceGlob> globs(String property, List<ProviderTarget> earlier) {
			require(!this.instances.isEmpty(), property, "must have at least one pattern of instance ids");
			for (int i = 0; i < this.instances.size(); i++) {
				String place = property + "[" + i + "]";
				InstanceGlob.brokenRule(this.instances.get(i)).ifPresent((rule) -> {
					throw refused(place, rule);
				});
			}
			List<InstanceGlob> globs = this.instances.stream().map(InstanceGlob::new).toList();
			List<InstanceGlob> before = earlier.stream().flatMap((other) -> other.instances().stream()).toList();
			require(!globs.stream().allMatch((glob) -> glob.isCoveredBy(before)), property,
					"can never match, because earlier targets serve all these instances");
			return globs;
		}

	}

}
