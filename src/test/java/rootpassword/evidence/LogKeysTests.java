package rootpassword.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.NestedExceptionUtils;
import rootpassword.kit.DocumentedCommands;
import rootpassword.kit.database.EvidenceKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

class LogKeysTests {

	private static final String PREFIX = "root-password.evidence.";

	@TempDir
	Path directory;

	@Test
	void makesAKeyBesideAnEmbeddedDatabaseOnce() throws IOException {
		String url = "jdbc:h2:file:" + this.directory + "/ledger";
		LogKeys made = LogKeys.of(bind(Map.of()), url);
		Path file = this.directory.resolve("evidence.key");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		assertThat(LogKeys.of(bind(Map.of()), url).signers().getFirst().verifierKey())
			.hasToString(made.signers().getFirst().verifierKey().toString());
	}

	@Test
	void refusesToReplaceTheLostKeyOfALedger() throws IOException {
		Files.writeString(this.directory.resolve("ledger.mv.db"), "content");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> LogKeys.of(bind(Map.of()), "jdbc:h2:file:" + this.directory + "/ledger"))
			.satisfies((refused) -> {
				assertThat(refused.getName()).isEqualTo(PREFIX + "key-file");
				assertThat(refused.getReason()).contains("evidence.key is missing, although its ledger");
			});
		assertThat(this.directory.resolve("evidence.key")).doesNotExist();
		DocumentedCommands.assumePrograms();
		DocumentedCommands.in(this.directory).type("docs/OPERATIONS.md", "-out evidence.key");
		assertThat(LogKeys.of(bind(Map.of()), "jdbc:h2:file:" + this.directory + "/ledger").signers()).hasSize(1);
	}

	@Test
	void theFirstOfSeveralKeysSigns() throws IOException {
		LogKeys keys = LogKeys.of(bind(
				Map.of("key-files[0]", EvidenceKey.file().toString(), "key-files[1]", file("rw-------").toString())),
				"jdbc:postgresql://db/ledger");
		assertThat(keys.signers()).hasSize(2);
		assertThat(keys.signers().getFirst().verifierKey()).hasToString(EvidenceKey.verifierKey().toString());
	}

	@Test
	void acceptsAKeyThatKubernetesMountsForEveryone() throws IOException {
		EvidenceProperties properties = bind(Map.of("key-file", file("rw-r--r--").toString()));
		assertThat(LogKeys.of(properties, "jdbc:postgresql://db/ledger").signers()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "missing, cannot be read", "nonsense, is not an Ed25519 private key in PEM",
			"rsa, is not an Ed25519 private key in PEM", "two, is not an Ed25519 private key in PEM",
			"open, is open to every user" })
	void refusesABadFile(String kind, String reason) throws IOException {
		Path file = file(kind.equals("open") ? "rw-r--rw-" : "rw-------");
		switch (kind) {
			case "missing" -> Files.delete(file);
			case "nonsense" -> Files.writeString(file, "nonsense");
			case "rsa" -> Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
			case "two" -> Files.writeString(file, EvidenceKey.newPem() + EvidenceKey.newPem());
			default -> assertThat(file).exists();
		}
		EvidenceProperties properties = bind(Map.of("key-file", file.toString()));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> LogKeys.of(properties, "jdbc:postgresql://db/ledger"))
			.satisfies((refused) -> {
				assertThat(refused.getName()).isEqualTo(PREFIX + "key-file");
				assertThat(refused.getReason()).contains(reason);
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			origin           | a b
			origin           | a+b
			interval         | 1ms
			interval         | 11s
			witnesses[0].url | http://witness.example/log
			witnesses[0].url | ftp://witness.example/log
			witnesses[0].url | https://witness.example/log?x=y
			""")
	void refusesInvalidProperties(String name, String value) {
		assertThat(NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> bind(Map.of(name, value)))))
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(refused) -> assertThat(refused.getName()).isEqualTo(PREFIX + name));
	}

	@Test
	void refusesAWitnessWithTheKeyOfALog() {
		assertThat(NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> bind(Map.of("witnesses[0].url",
				"https://witness.example/log", "witnesses[0].key", EvidenceKey.verifierKey().toString())))))
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(refused) -> assertThat(refused.getName()).isEqualTo(PREFIX + "witnesses[0].key"));
	}

	private Path file(String permissions) throws IOException {
		Path file = Files.writeString(this.directory.resolve("log.key"), EvidenceKey.newPem());
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
	}

	private static EvidenceProperties bind(Map<String, String> properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		properties.forEach((name, value) -> source.put(PREFIX + name, value));
		return new Binder(source).bindOrCreate("root-password.evidence", EvidenceProperties.class);
	}

}
