package rootpassword.alibaba.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TargetPropertiesTests {

	private final Map<String, String> properties = new HashMap<>();

	@Test
	void isTheDefaultTargetWithoutTargets() {
		set("dds.max-concurrent", "7");
		ProviderTarget only = targets().getFirst();
		assertThat(only.name()).isEqualTo("default");
		assertThat(only.endpoint()).isEqualTo("mongodb.aliyuncs.com");
		assertThat(only.maxConcurrent()).isEqualTo(7);
		assertThat(only.account()).isEqualTo("own");
		assertThat(only.serves(new InstanceId("dds-x"))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "cn-hangzhou, , , mongodb.aliyuncs.com", "cn-beijing, , , mongodb.cn-beijing.aliyuncs.com",
			"cn-hangzhou, true, , mongodb-vpc.cn-hangzhou.aliyuncs.com", "cn-heyuan, false, , mongodb.aliyuncs.com",
			"cn-heyuan, true, other.example:8443, other.example:8443", "xx-mars-1, , other.example, other.example" })
	void takesTheEndpointOfTheRegionUnlessOneIsSet(String region, String vpc, String endpoint, String expected) {
		for (String section : new String[] { "dds.", "targets[0]." }) {
			this.properties.clear();
			set(section + "region", region);
			if (vpc != null) {
				set(section + "vpc", vpc);
			}
			if (endpoint != null) {
				set(section + "endpoint", endpoint);
			}
			if (section.startsWith("targets")) {
				set("targets[0].name", "a");
				set("targets[0].instances[0]", "*");
			}
			assertThat(targets().getFirst().endpoint()).isEqualTo(expected);
			assertThat(targets().getFirst().region()).isEqualTo(region);
		}
	}

	@Test
	void readsAllTargets() {
		twoTargets();
		set("targets[1].role-arn", "acs:ram::1234567890123456:role/root-password");
		set("targets[1].external-id", "a=b,c.d@e:f/g_h-i");
		set("targets[1].max-concurrent", "64");
		set("targets[1].actiontrail", "false");
		ProviderTarget first = targets().get(0);
		ProviderTarget second = targets().get(1);
		assertThat(first.serves(new InstanceId("dds-bp1x"))).isTrue();
		assertThat(first.serves(new InstanceId("dds-t4nx"))).isFalse();
		assertThat(first.actiontrail()).isTrue();
		assertThat(first.maxConcurrent()).isEqualTo(512);
		assertThat(second.endpoint()).isEqualTo("mongodb.ap-southeast-1.aliyuncs.com");
		assertThat(second.account()).isEqualTo("1234567890123456");
		assertThat(second.externalId()).isEqualTo("a=b,c.d@e:f/g_h-i");
		assertThat(second.maxConcurrent()).isEqualTo(64);
		assertThat(second.actiontrail()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "targets[1].name | A | targets[1].name", "targets[1].name | none | targets[1].name",
					"targets[1].name | hangzhou | targets[1].name",
					"targets[1].name | 12345678901234567890123456789012345678901 | targets[1].name",
					"targets[1].instances[0] | DDS | targets[1].instances[0]",
					"targets[1].instances[0] | rds-* | targets[1].instances[0]",
					"targets[1].instances[0] | dds-bp1x* | targets[1].instances",
					"targets[0].instances[0] | * | targets[1].instances",
					"targets[0].instances[0] | dds-* | targets[1].instances",
					"targets[1].region | xx-mars-1 | targets[1].region", "targets[1].region | Mars | targets[1].region",
					"targets[0].region | | targets[0].region", "targets[1].endpoint | http://x | targets[1].endpoint",
					"targets[1].role-arn | acs:ram::1:user/x | targets[1].role-arn",
					"targets[1].role-arn | acs:ram::abc:role/x | targets[1].role-arn",
					"targets[1].external-id | x1 | targets[1].external-id",
					"targets[1].max-concurrent | 0 | targets[1].max-concurrent",
					"dds.endpoint | mongodb.example | dds.endpoint", "dds.region | cn-beijing | dds.region",
					"dds.vpc | true | dds.vpc", "dds.protocol | http | dds.protocol" })
	void refusesWhatCannotWork(String name, String value, String property) {
		twoTargets();
		if (value == null) {
			this.properties.remove("root-password." + name);
		}
		else {
			set(name, value);
		}
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::targets)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("root-password." + property));
	}

	@Test
	void namesTheKnownRegionsForAnUnknownOne() {
		set("dds.region", "cn-hangzou");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::targets)
			.satisfies((ex) -> assertThat(ex.getReason()).startsWith("must be one of ap-northeast-1, ap-northeast-2, ")
				.contains(", cn-hangzhou, ")
				.endsWith(", us-west-1; or set root-password.dds.endpoint"));
		set("dds.region", "cn-wulanchabu");
		set("dds.vpc", "true");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::targets)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("root-password.dds.vpc"));
	}

	private void twoTargets() {
		set("targets[0].name", "hangzhou");
		set("targets[0].instances[0]", "dds-bp1*");
		set("targets[0].region", "cn-hangzhou");
		set("targets[1].name", "singapore-payments");
		set("targets[1].instances[0]", "dds-t4n*");
		set("targets[1].region", "ap-southeast-1");
	}

	private void set(String name, String value) {
		this.properties.put("root-password." + name, value);
	}

	private List<ProviderTarget> targets() {
		Binder binder = new Binder(new MapConfigurationPropertySource(this.properties));
		return binder.bindOrCreate("root-password", TargetProperties.class)
			.checked(binder.bindOrCreate("root-password.dds", AlibabaProperties.class), true);
	}

}
