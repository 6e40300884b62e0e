package rootpassword.login;

import java.net.InetAddress;
import java.time.Duration;

import javax.security.auth.login.LoginException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DiallerTests {

	private static final AddressPattern PROVIDERS = AddressPattern.parse("{instance}1.mongodb.rds.aliyuncs.com:3717");

	private static final AddressPattern SITES = AddressPattern.parse("{instance}.db.internal:3717");

	private static final InstanceId INSTANCE = new InstanceId("dds-a");

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.1.1",
			"100.99.1.1", "100.101.1.1", "fc00::1", "fd12::1", "::ffff:10.0.0.1" })
	void everyNameMayLeadToAPrivateAddress(String address) throws Exception {
		for (AddressPattern pattern : new AddressPattern[] { PROVIDERS, SITES }) {
			assertThat(isPermitted(pattern, address, true)).isTrue();
			assertThat(isPermitted(pattern, address, false)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "8.8.8.8", "47.96.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.0.1",
			"100.128.0.1", "2400:3200::1" })
	void onlyTheProvidersNamesMayLeadToAPublicAddressAndOnlyWithTls(String address) throws Exception {
		assertThat(isPermitted(PROVIDERS, address, true)).isTrue();
		assertThat(isPermitted(PROVIDERS, address, false)).isFalse();
		assertThat(isPermitted(SITES, address, true)).isFalse();
	}

	/** The metadata service, this machine, the local link, everybody, tunnels. */
	@ParameterizedTest
	@ValueSource(strings = { "100.100.100.200", "100.100.2.136", "169.254.169.254", "127.0.0.1", "127.1.2.3", "0.0.0.0",
			"224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "198.18.0.1", "::1", "::", "fe80::1", "fec0::1",
			"ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:100.100.100.200", "::127.0.0.1",
			"64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "2001::1" })
	void noNameMayLeadThere(String address) throws Exception {
		for (AddressPattern pattern : new AddressPattern[] { PROVIDERS, SITES }) {
			assertThat(isPermitted(pattern, address, true)).isFalse();
			assertThat(isPermitted(pattern, address, false)).isFalse();
		}
	}

	/** Names that change their address: the second look-up would lead to this machine. */
	@ParameterizedTest
	@CsvSource({ "10.0.0.1, 127.0.0.1", "127.0.0.1, 10.0.0.1", "10.0.0.1, 100.100.100.200" })
	void aNameWithOneForbiddenAddressIsNotDialled(String first, String second) {
		Dialler dialler = new Dialler(null,
				(host) -> new InetAddress[] { InetAddress.getByName(first), InetAddress.getByName(second) });
		assertThatExceptionOfType(LoginException.class)
			.isThrownBy(() -> dialler.dial(SITES, INSTANCE, Deadline.in(Duration.ofSeconds(60))))
			.withMessageContaining("may not be dialled");
	}

	@ParameterizedTest
	@CsvSource({ "dds-a, dds-a1.mongodb.rds.aliyuncs.com", "dds-0, dds-01.mongodb.rds.aliyuncs.com" })
	void theIdTakesThePlaceOfThePlaceholder(String instance, String host) {
		assertThat(PROVIDERS.hostOf(new InstanceId(instance))).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{instance}.mongodb.rds.aliyuncs.com:3717", "{instance}1.db.internal:1",
			"db-{instance}.internal:65535" })
	void takesTheseForms(String address) {
		assertThat(AddressPattern.isValid(address)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "{instance}:3717", "{instance}.db.internal", "{instance}.db.internal:65536",
			"{instance}.db.internal:0x1", "{instance}.{instance}.internal:1", "db.internal:3717", "10.0.0.1:3717",
			"127.0.0.1:27017", "localhost:3717", "[::1]:3717", "{instance}.db.internal:3717/x",
			"mongodb://{instance}.db.internal:3717", "root@{instance}.db.internal:3717", "{instance}.db internal:3717",
			"127.0.0.1.{instance}.internal:1", "{instance}..internal:1", "{Instance}.db.internal:1" })
	void takesNoOtherForm(String address) {
		assertThat(AddressPattern.isValid(address)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "{instance}.rds.aliyuncs.com:1, true", "{instance}.aliyuncs.com:1, true",
			"{instance}.evilaliyuncs.com:1, false", "{instance}.aliyuncs.com.evil:1, false" })
	void knowsTheProvidersDomain(String address, boolean expected) {
		assertThat(AddressPattern.parse(address).isProvidersOwn()).isEqualTo(expected);
	}

	private static boolean isPermitted(AddressPattern pattern, String address, boolean encrypted) throws Exception {
		return Dialler.isPermitted(pattern, encrypted, InetAddress.getByName(address));
	}

}
