package rootpassword.reset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.reset.InstanceAddresses.Address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class InstanceAddressesTests {

	private static final String LABEL = "a".repeat(63);

	@ParameterizedTest
	@CsvSource({ "dds-a1.mongodb.rds.aliyuncs.com, 3717", "s-0.aliyuncs.com, 1", "a.aliyuncs.com, 65535",
			"x--y.mongodb.cn-beijing.rds.aliyuncs.com, 3717" })
	void takesHostsOfTheProvider(String host, int port) {
		assertThat(new Address(host, port).host()).isEqualTo(host);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			127.0.0.1               | 3717
			[::1]                   | 3717
			''                      | 3717
			aliyuncs.com            | 3717
			.aliyuncs.com           | 3717
			a..aliyuncs.com         | 3717
			-a.aliyuncs.com         | 3717
			a-.aliyuncs.com         | 3717
			a_b.aliyuncs.com        | 3717
			A.aliyuncs.com          | 3717
			a.aliyuncs.com.         | 3717
			a.aliyuncs.com.evil.org | 3717
			a.evilaliyuncs.com      | 3717
			a.aliyuncsxcom          | 3717
			u@a.aliyuncs.com        | 3717
			{instance}.aliyuncs.com | 3717
			a.aliyuncs.com          | 0
			a.aliyuncs.com          | -1
			a.aliyuncs.com          | 65536
			""")
	void refusesEverythingElse(String host, int port) {
		assertThat(Address.isValid(host, port)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new Address(host, port));
	}

	@ParameterizedTest
	@CsvSource({ "1, true", "3, true", "4, false" })
	void limitsTheLengthOfLabelsAndHosts(int labels, boolean valid) {
		String host = (LABEL + ".").repeat(labels) + "aliyuncs.com";
		assertThat(Address.isValid(host, 1)).isEqualTo(valid);
		assertThat(Address.isValid("a" + host, 1)).isFalse();
	}

}
