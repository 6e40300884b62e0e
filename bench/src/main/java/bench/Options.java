package bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The command line.
 *
 * @param smoke short steps, one round, nothing written
 * @param profile record the product instead of comparing it
 * @param hanging measure a target of the product while another hangs, instead
 * @param rounds how often everything is measured
 * @param seconds measured time per step
 * @param warm seconds of load on a cold JVM before the first step
 * @param jvm options for the JVM of both programs
 * @param jar the product
 * @param limits the product's limits, as an older version may need them
 */
record Options(boolean smoke, boolean profile, boolean hanging, int rounds, double seconds, double warm, List<String> jvm, Path jar,
		String limits) {

	static Options of(String[] args) {
		List<String> rest = new ArrayList<>(List.of(args));
		boolean smoke = rest.remove("--smoke");
		Options options = new Options(smoke, rest.remove("--profile"), rest.remove("--hanging"),
				value(rest, "--rounds", smoke ? 1 : 3, Integer::valueOf),
				value(rest, "--seconds", smoke ? 1.0 : 15.0, Double::valueOf),
				value(rest, "--warm", smoke ? 1.0 : 120.0, Double::valueOf), value(rest, "--jvm",
						smoke ? List.of("-XX:TieredStopAtLevel=1") : List.of(), (text) -> List.of(text.split(" "))),
				value(rest, "--jar", Path.of("target/root-password.jar"), Path::of),
				value(rest, "--limits", "off", Function.identity()));
		if (!rest.isEmpty()) {
			throw new IllegalArgumentException("Unknown: " + rest);
		}
		return options;
	}

	private static <T> T value(List<String> args, String name, T standard, Function<String, T> reader) {
		int place = args.indexOf(name);
		if (place < 0) {
			return standard;
		}
		args.remove(place);
		return reader.apply(args.remove(place));
	}

	Duration measured() {
		return millis(this.seconds);
	}

	/** Before the measured time of a step. */
	Duration warmUp() {
		return measured().dividedBy(3);
	}

	/**
	 * The load on a cold JVM, before the first step. After a few seconds the compiler still
	 * takes more CPU than the program.
	 */
	Duration cold() {
		return millis(this.warm);
	}

	private static Duration millis(double seconds) {
		return Duration.ofMillis((long) (seconds * 1000));
	}

}
