package rootpassword.alibaba.addresses;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import rootpassword.alibaba.transport.StrictJson;
import rootpassword.reset.InstanceAddresses.Address;
import rootpassword.reset.command.InstanceId;
import tools.jackson.databind.JsonNode;

/**
 * Reads the addresses of an instance from an answer of DescribeDBInstanceAttribute.
 * Addresses in private networks come first. Of these, the primary node comes first.
 * Addresses outside of the provider's domain are left out.
 */
final class AddressReader {

	/** A try of each must fit into one login check. */
	private static final int MAX_ADDRESSES = 4;

	private static final Pattern HOST = Pattern.compile("[a-z0-9.-]{1,253}");

	private static final Pattern PORT = Pattern.compile("\\d{1,5}");

	private static final Set<String> PRIVATE_NETWORKS = Set.of("VPC", "Classic");

	private AddressReader() {
	}

	static List<Address> read(InstanceId instance, JsonNode answer) {
		List<Node> nodes = new ArrayList<>();
		for (JsonNode described : list(answer, "DBInstances", "DBInstance")) {
			if (instance.value().equals(StrictJson.word(described, "DBInstanceId"))) {
				for (JsonNode node : list(described, "ReplicaSets", "ReplicaSet")) {
					add(nodes, node, "ConnectionDomain", "ConnectionPort", rank(node));
				}
				for (JsonNode node : list(described, "MongosList", "MongosAttribute")) {
					// The provider's spelling. All nodes are equal, and say no network.
					add(nodes, node, "ConnectSting", "Port", 0);
				}
			}
		}
		return nodes.stream()
			.sorted(Comparator.comparingInt(Node::rank))
			.map(Node::address)
			.distinct()
			.limit(MAX_ADDRESSES)
			.toList();
	}

	private static int rank(JsonNode node) {
		boolean inPrivateNetwork = PRIVATE_NETWORKS.contains(String.valueOf(StrictJson.word(node, "NetworkType")));
		boolean primary = "Primary".equals(StrictJson.word(node, "ReplicaSetRole"));
		return (inPrivateNetwork ? 0 : 2) + (primary ? 0 : 1);
	}

	private static void add(List<Node> nodes, JsonNode node, String hostName, String portName, int rank) {
		String host = StrictJson.text(node, hostName, HOST);
		int port = port(node, portName);
		if (host != null && Address.isValid(host, port)) {
			nodes.add(new Node(new Address(host, port), rank));
		}
	}

	/** A number, or its text; otherwise 0, which is no port. */
	private static int port(JsonNode node, String name) {
		String text = StrictJson.text(node, name, PORT);
		if (text != null) {
			return Integer.parseInt(text);
		}
		JsonNode number = node.path(name);
		return number.isInt() ? number.intValue() : 0;
	}

	private static Iterable<JsonNode> list(JsonNode parent, String object, String array) {
		JsonNode list = parent.path(object).path(array);
		return list.isArray() ? list : List.of();
	}

	/** An address, and its place in the order. */
	private record Node(Address address, int rank) {
	}

}
