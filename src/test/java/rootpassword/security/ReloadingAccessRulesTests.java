package rootpassword.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.Status;
import rootpassword.kit.Tokens;
import rootpassword.security.CallerEntry.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReloadingAccessRulesTests {

	private static final CallerEntry PORTAL = new CallerEntry("portal", Tokens.sha256("portal"), null, null, null, null,
			false, List.of("dds-*"), Set.of(Scope.RESET), false);

	@TempDir
	private Path mount;

	private Path file;

	/** As a ConfigMap is mounted: file → ..data → directory, and ..data is swapped. */
	@BeforeEach
	void mount() throws IOException {
		publish("v1", "callers: [{name: batch, token-sha256: %s}]".formatted(Tokens.sha256("batch")));
		this.file = Files.createSymbolicLink(this.mount.resolve("callers.yaml"), Path.of("..data/callers.yaml"));
	}

	@Test
	void holdsTheRulesOfConfigurationAndFileTogether() {
		ReloadingAccessRules rules = rules();
		assertThat(rules.get().rules()).hasToString("[portal[0], batch[file:0]]");
		assertThat(rules.get().forToken("portal")).isNotNull();
		assertThat(rules.get().forToken("batch")).isNotNull();
	}

	@Test
	void appliesNewRulesAtTheSecondReadAfterTheSwap() throws IOException {
		ReloadingAccessRules rules = rules();
		publish("v2", "callers: [{name: night, subject: night-job}]");
		rules.reload();
		assertThat(rules.get().rules()).hasToString("[portal[0], batch[file:0]]");
		rules.reload();
		assertThat(rules.get().rules()).hasToString("[portal[0], night[file:0]]");
		assertThat(rules.get().forToken("batch")).isNull();
	}

	@Test
	void keepsTheOldRulesWhileTheFileIsInvalid() throws IOException {
		ReloadingAccessRules rules = rules();
		assertThat(rules.health().getDetails()).containsOnlyKeys("rules");
		assertThat(rules.health().getDetails()).doesNotContainKey("refused");
		publish("v2", "callers: [{name: night, subject: night-job}, {name: canary}]");
		reloadTwice(rules);
		assertThat(rules.get().rules()).hasToString("[portal[0], batch[file:0]]");
		assertThat(rules.health().getStatus()).isEqualTo(Status.UP);
		assertThat(rules.health().getDetails()).containsKey("refused");
		assertThat(rules.health().getDetails()).containsEntry("refused",
				"callers[1] must have exactly one of token-sha256, subject, client and group");
		Files.delete(this.mount.resolve("..data"));
		reloadTwice(rules);
		assertThat(rules.health().getDetails()).containsEntry("refused", "it cannot be read");
		assertThat(rules.get().rules()).hasSize(2);
		publish("v3", "callers: []");
		reloadTwice(rules);
		assertThat(rules.get().rules()).hasToString("[portal[0]]");
		assertThat(rules.health().getDetails()).doesNotContainKey("refused");
	}

	@Test
	void refusesATokenOfTheConfiguration() throws IOException {
		publish("v2", "callers: [{name: batch, token-sha256: %s}]".formatted(Tokens.sha256("portal").toUpperCase()));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::rules)
			.satisfies((ex) -> assertThat(ex.getReason())
				.endsWith("callers[0].token-sha256 must not be that of an earlier caller"));
	}

	@Test
	void doesNotStartOnABadOrMissingFile() throws IOException {
		publish("v2", "canary");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::rules)
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("root-password.callers-file");
				assertThat(ex.getReason()).startsWith("must be").doesNotContain("canary");
			});
		Files.delete(this.file);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::rules);
	}

	private ReloadingAccessRules rules() {
		return new ReloadingAccessRules(new AccessProperties(List.of(PORTAL), this.file, List.of(), List.of()));
	}

	private static void reloadTwice(ReloadingAccessRules rules) {
		rules.reload();
		rules.reload();
	}

	private void publish(String version, String content) throws IOException {
		Path directory = Files.createDirectory(this.mount.resolve(version));
		Files.writeString(directory.resolve("callers.yaml"), content);
		Path link = Files.createSymbolicLink(this.mount.resolve("..data_tmp"), Path.of(version));
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

}
