package rootpassword.ledger.fingerprint;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Setup;
import rootpassword.ledger.fingerprint.FingerprintConfiguration.SecretKeyProperties;
import rootpassword.settings.DatabaseUrl;

/** Checks the keys of the fingerprints, and makes none. */
public final class FingerprintDiagnosis {

	private static final String NAME = "fingerprint-key";

	private static final String LOST = "docs/OPERATIONS.md, \"A lost key\": restore it as a further entry of root-password.secret-keys";

	private static final String IDS = "select distinct substring(fingerprint from 1 for position(':' in fingerprint) - 1) "
			+ "from idempotency";

	private FingerprintDiagnosis() {
	}

	public static List<Check> checks(Setup setup) {
		String url = setup.database().getJdbcUrl();
		List<Fingerprints.Key> configured = setup.bind(SecretKeyProperties.class).keys();
		return List.of(Check.of(NAME, null, DatabaseUrl.isPostgres(url) ? Needs.NETWORK : Needs.NOTHING,
				() -> check(setup, configured, url)));
	}

	private static Finding check(Setup setup, List<Fingerprints.Key> configured, String url) {
		if (configured.isEmpty() && LedgerReader.isNew(url)) {
			return Finding.ok(NAME, "the first start makes the key");
		}
		List<String> known = FingerprintConfiguration.fingerprints(configured, url)
			.keys()
			.stream()
			.map(Fingerprints.Key::id)
			.toList();
		if (LedgerReader.isNew(url)) {
			return Finding.ok(NAME, "the key " + known.getFirst() + " is configured");
		}
		try (LedgerReader reader = LedgerReader.open(setup.database())) {
			List<@Nullable String> used = reader.jdbc().sql(IDS).query(String.class).list();
			String lost = used.stream().filter((id) -> !known.contains(id)).collect(Collectors.joining(", "));
			return lost.isEmpty() ? Finding.ok(NAME, "the keys that the ledger uses are configured") : Finding
				.fail(NAME, "a key that idempotency keys in the ledger use is not configured: " + lost, LOST);
		}
		catch (SQLException | RuntimeException ex) {
			return Finding.skipped(NAME, "the key is configured, but the ledger cannot be read",
					"see the rows ledger and schema");
		}
	}

}
