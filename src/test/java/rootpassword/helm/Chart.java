package rootpassword.helm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart as Helm renders it for a set of values in {@code src/test/helm/values}.
 */
public final class Chart {

	static final Path DIRECTORY = Path.of("helm/root-password").toAbsolutePath();

	static final List<String> SETS = List.of("minimal", "production", "rrsa", "ingress", "autoscaling", "everything");

	private static final Path TESTS = Path.of("src/test/helm").toAbsolutePath();

	private static final Helm HELM = new Helm(DIRECTORY);

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

	static String text(String set) {
		return RENDERED.computeIfAbsent(set, (name) -> render(name));
	}

	static String render(String set, String... values) {
		TemplateCommand command = HELM.template()
			.withName("demo")
			.withNamespace("dba")
			.withKubeVersion("1.30.0")
			.withValuesFile(TESTS.resolve("values/" + set + ".yaml"));
		for (String value : values) {
			int equals = value.indexOf('=');
			command.set(value.substring(0, equals), value.substring(equals + 1));
		}
		return command.call();
	}

	/** What Helm tells a person after the installation. */
	static String notes(String set) {
		return HELM.install()
			.withName("demo")
			.withNamespace("dba")
			.withKubeVersion("1.30.0")
			.withValuesFile(TESTS.resolve("values/" + set + ".yaml"))
			.clientOnly()
			.dryRun()
			.withDryRunOption(DryRun.CLIENT)
			.call()
			.getOutput();
	}

	static LintResult lint() {
		return HELM.lint().strict().call();
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

}
