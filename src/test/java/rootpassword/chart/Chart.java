package rootpassword.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart as Helm renders it for a set of values in {@code src/test/helm/values}, or
 * for the one in the documents.
 */
public final class Chart {

	static final Path DIRECTORY = Path.of("helm/root-password").toAbsolutePath();

	static final List<String> SETS = List.of("minimal", "production", "rrsa", "ingress", "gateway", "autoscaling",
			"mtls", "regions", "everything");

	private static final Path TESTS = Path.of("src/test/helm").toAbsolutePath();

	private static final Helm HELM = new Helm(DIRECTORY);

	/**
	 * The library does not render hooks, so it gets the chart without their annotations.
	 */
	private static final Helm HOOKS_TOO = new Helm(copyWith("helm.sh/hook", "no.helm.sh/hook"));

	private static final Helm UPGRADED = new Helm(copyWith(".Release.IsUpgrade", "(not .Release.IsUpgrade)"));

	private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

	private Chart() {
	}

	/** All manifests of a set, rendered once. */
	static List<Manifest> manifests(String set) {
		return parse(text(set));
	}

	/**
	 * All manifests of a set with more values.
	 * @param values each as {@code path=value}
	 * @throws IllegalStateException with Helm's own message, if it refuses
	 */
	public static List<Manifest> manifests(String set, String... values) {
		return parse(render(set, values));
	}

	/** All manifests of a release of this name, with only these values. */
	static List<Manifest> manifests(String release, Path values) {
		return parse(HOOKS_TOO.template()
			.withName(release)
			.withNamespace("dba")
			.withKubeVersion("1.30.0")
			.withValuesFile(values)
			.call());
	}

	static String text(String set) {
		return RENDERED.computeIfAbsent(set, (name) -> render(name));
	}

	static String render(String set, String... values) {
		return render(HOOKS_TOO, set, values);
	}

	private static String render(Helm chart, String set, String... values) {
		TemplateCommand command = chart.template()
			.withName("demo")
			.withNamespace("dba")
			.withKubeVersion("1.30.0")
			.withValuesFile(values(set));
		Stream.of(values).map((value) -> value.split("=", 2)).forEach((value) -> command.set(value[0], value[1]));
		return command.call().replace("no.helm.sh/hook", "helm.sh/hook");
	}

	/**
	 * As an upgrade. The library has none without an installation, so it gets the chart
	 * with the other question.
	 */
	static List<Manifest> upgrade(String set, String... values) {
		return parse(render(UPGRADED, set, values));
	}

	/** The notes after the installation, with more values, and without a cluster. */
	static String notes(String release, String set, String... values) {
		InstallCommand command = HELM.install()
			.withName(release)
			.withNamespace("dba")
			.withKubeVersion("1.30.0")
			.withValuesFile(values(set))
			.clientOnly()
			.dryRun()
			.withDryRunOption(DryRun.CLIENT);
		Stream.of(values).map((value) -> value.split("=", 2)).forEach((value) -> command.set(value[0], value[1]));
		return command.call().getOutput();
	}

	static LintResult lint() {
		return HELM.lint().strict().call();
	}

	static Path values(String set) {
		return set.equals("production") ? Path.of("docs/examples/production.yaml").toAbsolutePath()
				: TESTS.resolve("values/" + set + ".yaml");
	}

	static Path golden(String set) {
		return TESTS.resolve("golden/" + set + ".yaml");
	}

	private static List<Manifest> parse(String yaml) {
		return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
			.filter(Map.class::isInstance)
			.map(Manifest::of)
			.toList();
	}

	private static Path copyWith(String text, String replacement) {
		Path copy;
		try {
			copy = Files.createTempDirectory(Path.of("target"), "chart").toAbsolutePath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try (Stream<Path> files = Files.walk(DIRECTORY)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path target = copy.resolve(DIRECTORY.relativize(file));
				Files.createDirectories(target.getParent());
				Files.writeString(target, Files.readString(file).replace(text, replacement));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return copy;
	}

}
