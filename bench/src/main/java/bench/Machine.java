package bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

import com.sun.management.OperatingSystemMXBean;

/**
 * The conditions of a run.
 */
final class Machine {

	private Machine() {
	}

	static String describe(Options options, String postgres, double standInRate) throws IOException {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return String.format(
				"%s, commit %s. %d cores (%s), %d GiB, %s %s; JDK %s%s; PostgreSQL %s with its defaults, on the same machine. "
						+ "%d round(s), %.0f s per step after %.0f s under 64 clients; the provider stand-in alone answers %,.0f/s.",
				LocalDate.now(ZoneOffset.UTC), System.getProperty("bench.commit", "unknown"),
				system.getAvailableProcessors(), processor(), Math.round(system.getTotalMemorySize() / 0x1p30),
				System.getProperty("os.name"), System.getProperty("os.version"), Runtime.version(),
				options.jvm().isEmpty() ? " with its defaults" : " with `" + String.join(" ", options.jvm()) + "`",
				postgres, options.rounds(), options.seconds(), options.warm(), standInRate);
	}

	/** A program of the running JDK. */
	static String java(String name) {
		return Path.of(System.getProperty("java.home"), "bin", name).toString();
	}

	private static String processor() throws IOException {
		try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.findFirst()
				.map((line) -> line.replaceFirst(".*: ", ""))
				.orElse(System.getProperty("os.arch"));
		}
	}

}
