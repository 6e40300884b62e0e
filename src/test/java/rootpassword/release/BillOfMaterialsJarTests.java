package rootpassword.release;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bill of materials in the jar, which the service and the release show, too.
 */
class BillOfMaterialsJarTests {

	@Test
	void listsTheJarsThatAreThereAndNoOthers() throws IOException {
		try (JarFile jar = new JarFile("target/root-password.jar");
				InputStream content = jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json"))) {
			JsonNode bill = new JsonMapper().readTree(content);
			String loader = "spring-boot-loader-"
					+ jar.getManifest().getMainAttributes().getValue("Spring-Boot-Version");
			List<String> listed = bill.path("components")
				.valueStream()
				.map((component) -> component.path("name").asString() + "-" + component.path("version").asString())
				// Its classes are in the jar itself
				.filter((name) -> !name.equals(loader))
				.toList();
			assertThat(listed).hasSize(bill.path("components").size() - 1)
				.containsExactlyInAnyOrderElementsOf(jar.stream()
					.map((entry) -> entry.getName())
					.filter((name) -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
					.map((name) -> name.replaceAll(".*/|\\.jar$", ""))
					.toList());
		}
	}

}
