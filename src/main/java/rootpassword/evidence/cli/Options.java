package rootpassword.evidence.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of a command. The value of each is the next argument. */
final class Options {

	private final Map<String, List<String>> values = new HashMap<>();

	Options(List<String> arguments, List<String> names) {
		for (int i = 0; i < arguments.size(); i += 2) {
			String name = arguments.get(i);
			if (!names.contains(name) || i + 1 == arguments.size()) {
				throw new IllegalArgumentException("Unknown or without a value: " + hideValue(name));
			}
			this.values.computeIfAbsent(name, (key) -> new ArrayList<>()).add(arguments.get(i + 1));
		}
	}

	/** The values of an option that can be given several times. */
	List<String> all(String name) {
		return this.values.getOrDefault(name, List.of());
	}

	/** The value of an option that can be given once. */
	Optional<String> one(String name) {
		if (all(name).size() > 1) {
			throw new IllegalArgumentException(name + " can be given once only");
		}
		return all(name).stream().findFirst();
	}

	String required(String name) {
		return one(name).orElseThrow(() -> new IllegalArgumentException(name + " is required"));
	}

	/** The index of the first leaf to export or to verify. */
	long fromIndex() {
		String index = one("--from-index").orElse("0");
		if (!index.matches("[0-9]{1,18}")) {
			throw new IllegalArgumentException("--from-index must be 0 or more");
		}
		return Long.parseLong(index);
	}

	/** A value may be a secret. */
	static String hideValue(String argument) {
		return argument.replaceFirst("(?s)=.*", "=…");
	}

}
