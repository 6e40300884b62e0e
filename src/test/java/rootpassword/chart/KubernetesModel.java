package rootpassword.chart;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * The resources of one Kubernetes version, as the classes that its project generates from
 * the version's OpenAPI document: they refuse unknown and missing fields.
 */
enum KubernetesModel {

	/** The oldest version that the chart supports; the build copies its classes. */
	V1_30(new URLClassLoader(new URL[] { jar("client-java-api-1.30.jar") }, new WithoutModels())),

	/** The newest version with published classes, from the dependencies of the tests. */
	V1_36(KubernetesModel.class.getClassLoader());

	private final ClassLoader classes;

	KubernetesModel(ClassLoader classes) {
		this.classes = classes;
	}

	/**
	 * Checks a resource of Kubernetes itself.
	 * @throws IllegalArgumentException if it has a field too many or too few
	 */
	void validate(Manifest manifest) {
		String version = manifest.apiVersion().substring(manifest.apiVersion().indexOf('/') + 1);
		JsonObject json = JsonParser.parseString(manifest.json().toString()).getAsJsonObject();
		try {
			Class<?> type = Class.forName(
					"io.kubernetes.client.openapi.models." + version.toUpperCase(Locale.ROOT) + manifest.kind(), true,
					this.classes);
			Method validation = Arrays.stream(type.getMethods())
				.filter((method) -> method.getName().matches("validateJson(Object|Element)"))
				.findFirst()
				.orElseThrow();
			validation.invoke(null, json);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalArgumentException(manifest + ": " + ex.getCause().getMessage(), ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError("No model of " + manifest + " in " + this, ex);
		}
	}

	private static URL jar(String name) {
		try {
			return Path.of("target/kubernetes", name).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All classes of the tests but the models, of which each version has its own. */
	private static final class WithoutModels extends ClassLoader {

		WithoutModels() {
			super(KubernetesModel.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("io.kubernetes.")) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

	}

}
