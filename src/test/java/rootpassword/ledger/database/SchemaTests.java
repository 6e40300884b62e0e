package rootpassword.ledger.database;

import org.flywaydb.core.api.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaTests {

	/** The same schema as Spring Boot's Flyway, which migrates. */
	@ParameterizedTest
	@CsvSource({ "spring.flyway.default-schema=a, a", "'spring.flyway.schemas=b,c', b", "x=y," })
	void looksWhereTheTablesAreMade(String property, String expected) {
		MockEnvironment environment = new MockEnvironment();
		environment.setProperty(property.split("=")[0], property.split("=")[1]);
		Configuration flyway = Schema.of(new DriverManagerDataSource(), true, environment).flyway().getConfiguration();
		String first = (flyway.getSchemas().length > 0) ? flyway.getSchemas()[0] : null;
		assertThat((flyway.getDefaultSchema() != null) ? flyway.getDefaultSchema() : first).isEqualTo(expected);
	}

}
