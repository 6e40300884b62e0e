package rootpassword.evidence;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Reachability;
import rootpassword.doctor.Setup;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.keys.KeyFile;
import rootpassword.settings.DatabaseUrl;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.skipped;
import static rootpassword.doctor.Finding.warn;

/** Checks the keys of the evidence, the seal of the newest rows, and the anchors. */
public record EvidenceDiagnosis(Setup setup, EvidenceProperties properties, String url) {

	private static final String KEY = "evidence-key";

	private static final String SEAL = "seal";

	private static final String ANCHOR = "anchor-file";

	private static final Duration LONG_UNSEALED = Duration.ofMinutes(5);

	private static final String AGE_OF_UNSEALED = "select min(at) from trail where seq > (select coalesce(max(trail_seq), 0) from seal_leaf)";

	private static final String NEWEST = "select note from seal_checkpoint order by size desc limit 1";

	private static final String NEWEST_TIME = "select sealed_at from seal_checkpoint order by size desc limit 1";

	public static List<Check> checks(Setup setup) {
		String url = setup.database().getJdbcUrl();
		EvidenceDiagnosis diagnosis = new EvidenceDiagnosis(setup, setup.bind(EvidenceProperties.class), url);
		Needs needs = DatabaseUrl.isPostgres(url) ? Needs.NETWORK : Needs.NOTHING;
		List<Check> checks = new ArrayList<>(List.of(new Check(KEY, null, needs, diagnosis::keysAndSeal)));
		Path anchor = diagnosis.properties.anchorFile();
		if (anchor != null) {
			checks.add(Check.of(ANCHOR, null, Needs.NOTHING, () -> anchor(anchor)));
		}
		// Each request to a witness is a checkpoint, so the connection alone is checked
		for (URI witness : diagnosis.properties.witnessKeys().keySet()) {
			checks.add(Check.of("witness", null, Needs.NETWORK, () -> Reachability.of("witness", witness, setup)));
		}
		return checks;
	}

	private List<Finding> keysAndSeal() {
		if (this.properties.keyFile() == null && this.properties.keyFiles().isEmpty() && LedgerReader.isNew(this.url)) {
			return List.of(ok(KEY, "the first start makes the key"));
		}
		List<VerifierKey> keys = LogKeys.of(this.properties, this.url).verifierKeys();
		if (LedgerReader.isNew(this.url)) {
			return List.of(key(null, keys));
		}
		try (LedgerReader reader = LedgerReader.open(this.setup.database())) {
			JdbcClient jdbc = reader.jdbc();
			Optional<String> newest = jdbc.sql(NEWEST).query(String.class).optional();
			return List.of(key(newest.orElse(null), keys), seal(jdbc));
		}
		catch (SQLException | RuntimeException ex) {
			return List
				.of(skipped(KEY, "the key is readable, but the ledger is not", "see the rows ledger and schema"));
		}
	}

	private Finding key(@Nullable String newest, List<VerifierKey> keys) {
		if (newest != null
				&& !Checkpoint.parse(SignedNote.parse(newest).text()).origin().equals(this.properties.origin())) {
			return warn(KEY, "the newest checkpoint has another origin",
					"restore root-password.evidence.origin, unless another log shall begin");
		}
		if (newest != null && keys.stream().noneMatch(SignedNote.parse(newest)::verifiedBy)) {
			return fail(KEY, "another key has signed the newest checkpoint of this ledger",
					"docs/OPERATIONS.md, \"A lost key\": restore the key file, or add it to root-password.evidence.key-files");
		}
		return Stream.concat(Stream.ofNullable(this.properties.keyFile()), this.properties.keyFiles().stream())
			.filter((file) -> KeyFile.namedBy(KEY, file).isReadableByOthers())
			.findFirst()
			.map((file) -> warn(KEY, "the key file " + file + " is readable by every user of the machine",
					"chmod 600 it"))
			.orElseGet(() -> ok(KEY, (newest != null) ? "the key has signed the newest checkpoint"
					: "the key is readable, nothing is signed yet"));
	}

	private Finding seal(JdbcClient jdbc) {
		OffsetDateTime unsealed = jdbc.sql(AGE_OF_UNSEALED).query(OffsetDateTime.class).optional().orElse(null);
		Duration age = (unsealed != null) ? Duration.between(unsealed.toInstant(), this.setup.clock().instant())
				: Duration.ZERO;
		if (age.compareTo(LONG_UNSEALED) > 0) {
			return warn(SEAL, "the oldest row without a seal is " + age.toMinutes() + " min old",
					"a service that runs seals rows in seconds: start it, or look for \"Nothing is signed any more\" in its log");
		}
		return jdbc.sql(NEWEST_TIME)
			.query(OffsetDateTime.class)
			.optional()
			.map((time) -> ok(SEAL, "the newest row was sealed at " + time.toInstant()))
			.orElseGet(() -> ok(SEAL, "no row yet"));
	}

	private static Finding anchor(Path file) {
		Path directory = file.toAbsolutePath().getParent();
		return Files.isWritable(Files.exists(file) ? file : directory) ? ok(ANCHOR, file + " is writable")
				: fail(ANCHOR, file + " is not writable", "give it to the user that runs the service");
	}

}
