package rootpassword.ledger.fingerprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import rootpassword.kit.Commands;
import rootpassword.kit.DocumentedCommands;
import rootpassword.ledger.Replica;
import rootpassword.ledger.fingerprint.FingerprintConfiguration.SecretKeyProperties;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.LimitProperties;
import rootpassword.reset.command.ResetCommand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretKeysTests {

	private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

	private static final ResetCommand COMMAND = Commands.reset("dds-1").build();

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:file:%s/sub/ledger", "jdbc:h2:%s/sub/ledger;MODE=PostgreSQL" })
	void makesAKeyBesideTheDatabaseOnceAndReadsItAfterwards(String url) throws IOException {
		Path file = this.directory.resolve("sub/secret.key");
		String fingerprint = embedded(url.formatted(this.directory)).of(COMMAND);
		String line = Files.readString(file);
		assertThat(line).matches("file-[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		assertThat(embedded(url.formatted(this.directory)).of(COMMAND)).isEqualTo(fingerprint);
		assertThat(Files.readString(file)).isEqualTo(line);
		assertThat(Files.list(file.getParent())).containsExactly(file);
	}

	@Test
	void ofTwoThatStartAtOnceOneMakesTheKey() throws Exception {
		try (ExecutorService starters = Executors.newFixedThreadPool(16)) {
			List<Callable<String>> starts = IntStream.range(0, 16)
				.mapToObj((i) -> (Callable<String>) () -> embedded("jdbc:h2:" + this.directory + "/ledger").of(COMMAND))
				.toList();
			assertThat(starters.invokeAll(starts).stream().map((start) -> start.resultNow()).distinct()).hasSize(1);
		}
	}

	@Test
	void refusesToReplaceTheLostKeyOfALedger() throws IOException {
		Path database = Files.createFile(this.directory.resolve("ledger.mv.db"));
		embedded("jdbc:h2:" + this.directory + "/ledger");
		Files.writeString(database, "content");
		embedded("jdbc:h2:" + this.directory + "/ledger");
		Files.delete(this.directory.resolve("secret.key"));
		assertRefused(() -> embedded("jdbc:h2:" + this.directory + "/ledger"), "root-password.secret-keys",
				"is missing, although its ledger " + database + " exists");
		assertThat(this.directory.resolve("secret.key")).doesNotExist();
		DocumentedCommands.assumePrograms();
		DocumentedCommands.in(this.directory).type("docs/OPERATIONS.md", "> secret.key");
		assertThat(embedded("jdbc:h2:" + this.directory + "/ledger").of(COMMAND)).startsWith("new:");
	}

	@ParameterizedTest
	@CsvSource({ "rw-r--r--, chmod 600", "rw-----w-, chmod 600" })
	void refusesAKeyThatEveryoneCanRead(String permissions, String reason) throws IOException {
		embedded("jdbc:h2:" + this.directory + "/ledger");
		Files.setPosixFilePermissions(this.directory.resolve("secret.key"),
				PosixFilePermissions.fromString(permissions));
		assertRefused(() -> embedded("jdbc:h2:" + this.directory + "/ledger"), "root-password.secret-keys", reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "file-1:c2hvcnQ=", "nonsense", "file-1:%" })
	void refusesADamagedKey(String content) throws IOException {
		embedded("jdbc:h2:" + this.directory + "/ledger");
		Files.writeString(this.directory.resolve("secret.key"), content);
		assertRefused(() -> embedded("jdbc:h2:" + this.directory + "/ledger"), "root-password.secret-keys", "damaged");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://db/ledger", "jdbc:h2:tcp://db/ledger", "jdbc:h2:ssl://db/ledger" })
	void demandsAKeyForADatabaseThatCanBeShared(String url) {
		assertRefused(() -> embedded(url), "root-password.secret-keys", "must hold at least one key");
		assertThat(FingerprintConfiguration.fingerprints(List.of(Replica.key("test")), url).of(COMMAND))
			.startsWith("test:");
	}

	@Test
	void aDatabaseInMemoryGetsAKeyInMemory() {
		assertThat(embedded("jdbc:h2:mem:x").of(COMMAND)).isNotEqualTo(embedded("jdbc:h2:mem:x").of(COMMAND));
	}

	@Test
	void theFirstConfiguredKeyMakesFingerprints() {
		SecretKeyProperties properties = bind(Map.of("root-password.secret-keys[0].id", "new",
				"root-password.secret-keys[0].key", KEY, "root-password.secret-keys[1].id", "old",
				"root-password.secret-keys[1].key", " " + KEY + "\n"));
		assertThat(properties.keys()).extracting(Fingerprints.Key::id).containsExactly("new", "old");
		assertThat(properties.toString()).doesNotContain(KEY);
	}

	@ParameterizedTest
	@CsvSource({ "a b, K, [0].id", "'', K, [0].id", "a:b, K, [0].id", "a, '', [0].key", "a, c2hvcnQ=, [0].key",
			"a, %%%, [0].key" })
	void refusesInvalidKeys(String id, String key, String property) {
		assertRefused(() -> bind(Map.of("root-password.secret-keys[0].id", id, "root-password.secret-keys[0].key",
				key.replace("K", KEY))), "root-password.secret-keys" + property, "must be");
	}

	@Test
	void refusesTwoKeysOfOneId() {
		assertRefused(
				() -> bind(Map.of("root-password.secret-keys[0].id", "a", "root-password.secret-keys[0].key", KEY,
						"root-password.secret-keys[1].id", "a", "root-password.secret-keys[1].key", KEY)),
				"root-password.secret-keys[1].id", "must not be");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10", "0/1h", "-1/1h", "10/", "10/0s", "10/1y", "10/32d", "1000000/1h", "10/1h/2" })
	void refusesInvalidLimits(String text) {
		for (String name : List.of("per-instance", "per-caller")) {
			assertRefused(() -> binder(Map.of("root-password.limits." + name, text))
				.bindOrCreate("root-password.limits", LimitProperties.class), "root-password.limits." + name,
					"must be <count>/<duration>");
		}
	}

	@Test
	void limitsAndRetentionHaveTheirDefaults() {
		LimitProperties limits = binder(Map.of()).bindOrCreate("root-password.limits", LimitProperties.class);
		assertThat(Stream.of(limits.instance(), limits.caller())).map(AttemptLimit::toString)
			.containsExactly("AttemptLimit[count=10, window=PT1H]", "AttemptLimit[count=60, window=PT1M]");
		assertThat(binder(Map.of()).bindOrCreate("root-password.idempotency", IdempotencyProperties.class).retention())
			.hasHours(24);
	}

	private static Fingerprints embedded(String url) {
		return FingerprintConfiguration.fingerprints(List.of(), url);
	}

	private static SecretKeyProperties bind(Map<String, String> properties) {
		return binder(properties).bindOrCreate("root-password", SecretKeyProperties.class);
	}

	private static Binder binder(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties));
	}

	private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable start, String property,
			String reason) {
		assertThatThrownBy(start).satisfiesAnyOf((ex) -> assertNames(ex, property, reason),
				(ex) -> assertNames(ex.getCause(), property, reason),
				(ex) -> assertNames(ex.getCause().getCause(), property, reason));
	}

	private static void assertNames(Throwable ex, String property, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> {
			throw ex;
		}).satisfies((refused) -> {
			assertThat(refused.getName()).isEqualTo(property);
			assertThat(refused.getReason()).contains(reason);
			assertThat(refused.getValue()).isNull();
		});
	}

}
