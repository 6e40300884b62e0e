package rootpassword;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StartLineTests {

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://db:5432/ledger?user=u&password=s3cret, PostgreSQL db:5432/ledger",
			"'jdbc:postgresql://a:5432,b/ledger?password=s3cret', 'PostgreSQL a:5432,b/ledger'",
			"jdbc:postgresql://u:s3cret@db/ledger, PostgreSQL db/ledger",
			"jdbc:postgresql://u:s3/cr@et@db/ledger, PostgreSQL db/ledger",
			"jdbc:h2:file:/data/ledger;CIPHER=AES;PASSWORD=s3cret, H2 /data/ledger.mv.db",
			"jdbc:h2:tcp://h/x;PASSWORD=s3cret, jdbc:h2:tcp://h/x", "jdbc:h2:mem:x, jdbc:h2:mem:x" })
	void namesTheDatabaseWithoutSecrets(String url, String name) {
		assertThat(StartLine.database(url)).isEqualTo(name);
	}

	@Test
	void namesTheFileWhereverTheServiceWasStarted() {
		assertThat(StartLine.database("jdbc:h2:file:./data/ledger"))
			.isEqualTo("H2 " + Path.of("data/ledger.mv.db").toAbsolutePath());
	}

}
