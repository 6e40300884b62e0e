package rootpassword.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;

/**
 * Constants of the program, which documents state: by the name of the class, whatever its
 * package and access.
 */
final class Constants {

	private static final Path SOURCES = Path.of("src/main/java");

	private Constants() {
	}

	/**
	 * The value of a constant.
	 * @param name class and field, for example {@code BodyLimitValve.MAX_BYTES}
	 */
	static Object of(String name) {
		String type = name.substring(0, name.lastIndexOf('.'));
		String file = type.replaceFirst("\\$.*", "") + ".java";
		try (Stream<Path> files = Files.walk(SOURCES)) {
			Path source = files.filter((path) -> path.endsWith(file))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("There is no class for " + name));
			Field field = Class
				.forName(SOURCES.relativize(source.getParent()).toString().replace('/', '.') + "." + type)
				.getDeclaredField(name.substring(name.lastIndexOf('.') + 1));
			field.setAccessible(true);
			return field.get(null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("There is no constant " + name, ex);
		}
	}

	static int number(String name) {
		return ((Number) of(name)).intValue();
	}

	static Duration time(String name) {
		Object value = of(name);
		// The numbers of times in rows are microseconds
		return (value instanceof Long micros) ? Duration.of(micros, ChronoUnit.MICROS) : (Duration) value;
	}

	static List<?> list(String name) {
		return (List<?>) of(name);
	}

	/** A property of the program's own {@code application.yaml}, or {@code null}. */
	static String setting(String name) {
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new FileSystemResource("src/main/resources/application.yaml"));
		Object value = yaml.getObject().get(name);
		return (value != null) ? value.toString() : null;
	}

	/** As the documents write it: {@code 2.5 s}, {@code 15 min}, {@code 1 h}. */
	static Object text(Object value) {
		if (!(value instanceof Duration duration)) {
			return value;
		}
		if (duration.toMillis() % 1000 != 0) {
			return duration.toMillis() / 1000.0 + " s";
		}
		long seconds = duration.toSeconds();
		return (seconds % 3600 == 0) ? seconds / 3600 + " h"
				: (seconds % 60 == 0) ? seconds / 60 + " min" : seconds + " s";
	}

	/** As a property has it: {@code 1d}, {@code 1h}. */
	static String property(String name) {
		Duration duration = time(name);
		boolean days = duration.toDays() > 0 && duration.toHours() % 24 == 0;
		return days ? duration.toDays() + "d" : text(duration).toString().replaceFirst(" (.).*", "$1");
	}

}
