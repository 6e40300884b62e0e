package rootpassword.doctor;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import static org.assertj.core.api.Assertions.assertThat;

class SetupTests {

	@Test
	void theServiceMigratesUnlessThereIsAnotherRole() {
		assertThat(owner("--spring.datasource.url=jdbc:h2:file:./a", "--spring.datasource.username=service",
				"--spring.datasource.password=b"))
			.containsExactly("jdbc:h2:file:./a", "service", "b");
		assertThat(owner("--spring.datasource.url=jdbc:h2:file:./a", "--spring.datasource.username=service",
				"--spring.flyway.user=owner", "--spring.flyway.password=c"))
			.containsExactly("jdbc:h2:file:./a", "owner", "c");
	}

	/** Spring Boot then takes nothing from the data source. */
	@Test
	void theMigrationMayHaveAUrlOfItsOwn() {
		assertThat(owner("--spring.datasource.url=jdbc:h2:file:./a", "--spring.datasource.username=service",
				"--spring.flyway.url=jdbc:h2:file:./d"))
			.containsExactly("jdbc:h2:file:./d", null, null);
	}

	private static List<String> owner(String... properties) {
		JdbcConnectionDetails owner = Setup.of(Setup.environment(List.of(properties))).owner();
		return Arrays.asList(owner.getJdbcUrl(), owner.getUsername(), owner.getPassword());
	}

}
