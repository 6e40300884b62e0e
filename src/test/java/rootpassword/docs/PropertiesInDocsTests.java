package rootpassword.docs;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.Yaml;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.alibaba.transport.TargetProperties;
import rootpassword.chart.Chart;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table "Configuration" has each property with its default, and the chart has the
 * same defaults.
 */
class PropertiesInDocsTests {

	private static final Markdown REFERENCE = Markdown.of("docs/REFERENCE.md");

	private static final String PREFIX = "root-password.";

	/** Not for users; some of them are going. */
	private static final List<String> UNDOCUMENTED = List.of("evidence.key-file", "actiontrail.delay",
			"actiontrail.until");

	/** Defaults by the name of the property, empty for none. */
	static final Map<String, List<String>> DEFAULTS = new TreeMap<>();

	static {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		scanner.findCandidateComponents("rootpassword").forEach((bean) -> {
			Class<?> type = ClassUtils.resolveClassName(bean.getBeanClassName(), null);
			add(type.getAnnotation(ConfigurationProperties.class).value(), type, List.of());
		});
		UNDOCUMENTED.forEach(DEFAULTS::remove);
	}

	private static void add(String name, Type type, List<String> defaults) {
		Class<?> raw = (Class<?>) ((type instanceof ParameterizedType generic) ? generic.getRawType() : type);
		if (type instanceof ParameterizedType generic && Collection.class.isAssignableFrom(raw)) {
			add(name + "[i]", generic.getActualTypeArguments()[0], defaults);
		}
		else if (raw.getName().startsWith("rootpassword.") && !raw.isEnum()) {
			for (Parameter parameter : raw.getDeclaredConstructors()[0].getParameters()) {
				DefaultValue value = parameter.getAnnotation(DefaultValue.class);
				List<String> own = (value != null)
						? Stream.of(value.value()).filter(Predicate.not(String::isEmpty)).toList()
						: (parameter.getType() == boolean.class) ? List.of("false") : List.of();
				add(name + "." + DataObjectPropertyName.toDashedForm(parameter.getName()),
						parameter.getParameterizedType(), own);
			}
		}
		else {
			DEFAULTS.put(name.substring(PREFIX.length()), defaults);
		}
	}

	@Test
	void everyPropertyWithItsDefault() {
		List<String> documented = new ArrayList<>();
		for (List<String> row : REFERENCE.rows("## Configuration")) {
			List<String> names = Markdown.code(row.get(0)).stream().map((name) -> name.replace("[j]", "[i]")).toList();
			if (DEFAULTS.containsKey(names.getFirst())) {
				documented.addAll(names);
				assertThat(DEFAULTS).containsKeys(names.toArray(String[]::new));
				List<String> expected = names.stream().flatMap((name) -> DEFAULTS.get(name).stream()).toList();
				assertThat(expected.isEmpty() ? row.get(2).startsWith("`") : Markdown.code(row.get(2)))
					.as("%s, %s", names, row.get(2))
					.isEqualTo(expected.isEmpty() ? false : expected);
			}
			else {
				names.stream()
					.filter((name) -> Constants.setting(name) != null)
					.forEach((name) -> assertThat(row.get(2)).as(name).contains(Constants.setting(name)));
			}
		}
		assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(DEFAULTS.keySet());
	}

	@Test
	void theTargetsOfTheExampleAreValid() throws IOException {
		Matcher example = Pattern.compile("(?s)```yaml\n(root-password:\n  targets:\n.*?)```")
			.matcher(Markdown.of("docs/OPERATIONS.md").text());
		assertThat(example.find()).isTrue();
		Binder binder = new Binder(ConfigurationPropertySources
			.from(new YamlPropertySourceLoader().load("example", new ByteArrayResource(example.group(1).getBytes()))));
		assertThat(binder.bindOrCreate("root-password", Bindable.of(TargetProperties.class))
			.checked(binder.bindOrCreate("root-password.dds", Bindable.of(AlibabaProperties.class)), true))
			.extracting(ProviderTarget::endpoint)
			.containsExactly("mongodb-vpc.cn-hangzhou.aliyuncs.com", "mongodb.ap-southeast-1.aliyuncs.com");
	}

	@Test
	@SuppressWarnings("unchecked")
	void theChartHasTheSameDefaults() throws IOException {
		String settings = Chart.manifests("minimal", "networkPolicy.enabled=false")
			.stream()
			.map((manifest) -> manifest.at("/data/application.yaml").asString(""))
			.collect(Collectors.joining());
		Map<String, String> written = new HashMap<>();
		leaves("", ((Map<String, Object>) new Yaml().load(settings)).get("root-password"), written);
		assertThat(written).hasSizeGreaterThan(10);
		written.forEach((name, value) -> {
			if (!DEFAULTS.getOrDefault(name, List.of()).isEmpty()) {
				assertThat(value).as(name).isEqualTo(DEFAULTS.get(name).getFirst());
			}
		});
	}

	private static void leaves(String name, Object value, Map<String, String> leaves) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, part) -> leaves(name.isEmpty() ? key.toString() : name + "." + key, part, leaves));
		}
		else {
			leaves.put(name, String.valueOf(value));
		}
	}

}
