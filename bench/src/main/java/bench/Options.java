package bench;

import java.time.Duration;
import java.util.List;

/**
 * The command line.
 *
 * @param smoke short steps, one round, nothing written
 * @param profile record the product instead of comparing it
 * @param rounds how often everything is measured
 * @param seconds measured time per step
 * @param jvm options for the JVM of both programs
 */
record Options(boolean smoke, boolean profile, int rounds, double seconds, List<String> jvm) {

	static Options of(String[] args) {
		Options options = new Options(false, false, 3, 15, List.of());
		for (int i = 0; i < args.length; i++) {
			options = switch (args[i]) {
				case "--smoke" -> new Options(true, options.profile, 1, 1, List.of("-XX:TieredStopAtLevel=1"));
				case "--profile" -> new Options(options.smoke, true, options.rounds, options.seconds, options.jvm);
				case "--rounds" -> new Options(options.smoke, options.profile, Integer.parseInt(args[++i]),
						options.seconds, options.jvm);
				case "--seconds" -> new Options(options.smoke, options.profile, options.rounds,
						Double.parseDouble(args[++i]), options.jvm);
				case "--jvm" -> new Options(options.smoke, options.profile, options.rounds, options.seconds,
						List.of(args[++i].split(" ")));
				default -> throw new IllegalArgumentException("Unknown option " + args[i]);
			};
		}
		return options;
	}

	Duration measured() {
		return Duration.ofMillis((long) (this.seconds * 1000));
	}

	/** Before the measured time of a step. */
	Duration warmUp() {
		return measured().dividedBy(3);
	}

	/** The load on a cold JVM, before the first step. */
	Duration compile() {
		return measured().multipliedBy(this.smoke ? 1 : 2);
	}

}
