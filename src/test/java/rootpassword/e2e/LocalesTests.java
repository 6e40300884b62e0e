package rootpassword.e2e;

import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole service on machines whose language has other digits, or another calendar.
 */
@Isolated("The locale is that of the JVM")
class LocalesTests {

	private final Locale earlier = Locale.getDefault();

	@AfterEach
	void restore() {
		Locale.setDefault(this.earlier);
	}

	@ParameterizedTest
	@CsvSource({ "ar-u-nu-arab, V1", "th-TH-u-ca-buddhist-nu-thai, V3" })
	void resetsARootPassword(String language, String signature) {
		Locale.setDefault(Locale.forLanguageTag(language));
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.startByMain(Database.migratedPostgres(), provider,
						"root-password.dds.signature-version=" + signature, "root-password.limits.per-caller=off")) {
			assertThat(facade.reset("dds-a", "Correct!Horse7").outcome()).isEqualTo("accepted");
			assertThat(Stream
				.of(facade.managementUri("/actuator/prometheus"), facade.uri("/password-policy"),
						facade.uri("/openapi.json"))
				.map((uri) -> facade.get(uri).text()))
				.allSatisfy((text) -> assertThat(text).isNotEmpty().doesNotContainPattern("[\\p{Nd}&&[^0-9]]"));
		}
	}

}
