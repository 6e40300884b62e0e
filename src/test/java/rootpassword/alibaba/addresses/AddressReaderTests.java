package rootpassword.alibaba.addresses;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.InstanceAddresses.Address;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is taken from the provider's description of an instance.
 */
class AddressReaderTests {

	private static final String MONGOS = "\"MongosList\":{\"MongosAttribute\":[";

	@Test
	void takesPrivateNetworksFirstAndInThemThePrimary() {
		assertThat(replicas(node("d1.rds.aliyuncs.com", "\"3717\"", "Public", "Primary"),
				node("c2.rds.aliyuncs.com", "\"3718\"", "Classic", "Secondary"),
				node("e3.rds.aliyuncs.com", "\"3719\"", "Unheard", "Secondary"),
				node("b4.rds.aliyuncs.com", "\"3720\"", "VPC", "Primary")))
			.containsExactly(new Address("b4.rds.aliyuncs.com", 3720), new Address("c2.rds.aliyuncs.com", 3718),
					new Address("d1.rds.aliyuncs.com", 3717), new Address("e3.rds.aliyuncs.com", 3719));
	}

	@Test
	void takesEachAddressOnceAndFourAtMost() {
		String[] nodes = new String[7];
		for (int i = 0; i < nodes.length; i++) {
			nodes[i] = node("n" + i / 2 + ".rds.aliyuncs.com", "\"3717\"", "VPC", "Secondary");
		}
		assertThat(replicas(nodes)).hasSize(4).doesNotHaveDuplicates();
		nodes[6] = node("n6.rds.aliyuncs.com", "\"3717\"", "VPC", "Primary");
		assertThat(replicas(nodes)).hasSize(4).startsWith(new Address("n6.rds.aliyuncs.com", 3717));
	}

	@Test
	void takesTheMongosNodesOfAShardedClusterButNotItsShards() {
		assertThat(read("dds-a",
				"\"ReplicaSets\":{\"ReplicaSet\":[]}," + MONGOS
						+ "{\"ConnectSting\":\"s-a.mongodb.rds.aliyuncs.com\",\"Port\":3717},"
						+ "{\"ConnectSting\":\"s-b.mongodb.rds.aliyuncs.com\",\"Port\":\"3718\"}]},"
						+ "\"ShardList\":{\"ShardAttribute\":[{\"ConnectString\":\"d-a.mongodb.rds.aliyuncs.com\","
						+ "\"Port\":3717}]}"))
			.containsExactly(new Address("s-a.mongodb.rds.aliyuncs.com", 3717),
					new Address("s-b.mongodb.rds.aliyuncs.com", 3718));
	}

	@Test
	void skipsOtherInstances() {
		assertThat(read("dds-b", MONGOS + "{\"ConnectSting\":\"s-a.rds.aliyuncs.com\",\"Port\":1}]}")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"127.0.0.1\"", "\"10.0.0.1\"", "\"100.100.100.200\"", "\"localhost\"",
			"\"metadata.internal\"", "\"a.aliyuncs.com.evil.example\"", "\"a.evilaliyuncs.com\"", "\"aliyuncs.com\"",
			"\"a@b.aliyuncs.com\"", "\"a.aliyuncs.com:1\"", "\"a.aliyuncs.com/\"", "\"a..aliyuncs.com\"",
			"\"{instance}.aliyuncs.com\"", "\"a.aliyuncs.com\\n\"", "7", "null", "[]", "{}" })
	void skipsHostsThatAreNotTheProviders(String host) {
		assertThat(read("dds-a",
				MONGOS + "{\"ConnectSting\":" + host
						+ ",\"Port\":3717},{\"ConnectSting\":\"good.aliyuncs.com\",\"Port\":3717}]}"))
			.containsExactly(new Address("good.aliyuncs.com", 3717));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "65536", "-1", "3717.5", "99999999999", "\"0\"", "\"65536\"", "\"0x1\"", "\" 1\"",
			"\"\"", "true", "null", "[3717]", "{}" })
	void skipsPortsThatAreNone(String port) {
		assertThat(replicas(node("a.rds.aliyuncs.com", port, "VPC", "Primary"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"DBInstances\":7}", "{\"DBInstances\":[]}", "{\"DBInstances\":{}}",
			"{\"DBInstances\":{\"DBInstance\":{\"DBInstanceId\":\"dds-a\"}}}",
			"{\"DBInstances\":{\"DBInstance\":[null,7,[],\"dds-a\",{}]}}",
			"{\"DBInstances\":{\"DBInstance\":[{\"DBInstanceId\":\"dds-a\",\"ReplicaSets\":{\"ReplicaSet\":{\"a\":{}}}}]}}",
			"{\"DBInstances\":{\"DBInstance\":[{\"DBInstanceId\":\"dds-a\",\"ReplicaSets\":{\"ReplicaSet\":[7,null,[]]}}]}}" })
	void findsNothingInOtherForms(String json) {
		assertThat(
				AddressReader.read(new InstanceId("dds-a"), StrictJson.object(json.getBytes(StandardCharsets.UTF_8))))
			.isEmpty();
	}

	static String node(String host, String port, String network, String role) {
		return "{\"ConnectionDomain\":\"" + host + "\",\"ConnectionPort\":" + port + ",\"NetworkType\":\"" + network
				+ "\",\"ReplicaSetRole\":\"" + role + "\",\"VPCId\":\"vpc-a\"}";
	}

	static String answer(String instance, String members) {
		return "{\"RequestId\":\"1\",\"DBInstances\":{\"DBInstance\":[{\"DBInstanceId\":\"" + instance
				+ "\",\"DBInstanceDescription\":\"é\",\"Tags\":{\"Tag\":[]}," + members + "}]}}";
	}

	private static List<Address> replicas(String... nodes) {
		return read("dds-a", "\"ReplicaSets\":{\"ReplicaSet\":[" + String.join(",", nodes) + "]}");
	}

	private static List<Address> read(String instance, String members) {
		return AddressReader.read(new InstanceId("dds-a"),
				StrictJson.object(answer(instance, members).getBytes(StandardCharsets.UTF_8)));
	}

}
