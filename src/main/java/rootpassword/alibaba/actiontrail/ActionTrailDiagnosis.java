package rootpassword.alibaba.actiontrail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import rootpassword.alibaba.credentials.CredentialsDiagnosis;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Setup;
import rootpassword.reset.Deadline;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;

/** Checks of each target whether its ActionTrail can be read. */
public final class ActionTrailDiagnosis {

	private static final String NAME = "actiontrail";

	private static final String POLICY = "add to the RAM user or role: {\"Effect\": \"Allow\", \"Action\": "
			+ "\"actiontrail:LookupEvents\", \"Resource\": \"*\"}";

	private ActionTrailDiagnosis() {
	}

	public static List<Check> checks(CredentialsDiagnosis credentials) {
		ActionTrailProperties properties = credentials.setup().bind(ActionTrailProperties.class);
		if (!properties.enabled()) {
			return List.of();
		}
		return ActionTrailConfiguration
			.providerTrails(properties, credentials.provider(), credentials.targets(), credentials.keys())
			.stream()
			.map((trail) -> Check.of(NAME, trail.target(), Needs.NETWORK, () -> check(trail)))
			.toList();
	}

	private static Finding check(ProviderTrail trail) {
		Instant now = Instant.now();
		Lookup lookup = trail.source()
			.apply(new Reading(0, Duration.ZERO, now.minusSeconds(60), now, null, Deadline.in(Setup.LIMIT)));
		return switch (lookup) {
			case Page page -> Finding.ok(NAME, "its events can be read");
			case Failed(Failure failure, String cause, String code) when failure == Failure.THROTTLED ->
				Finding.ok(NAME, "it answers, and asks for fewer queries");
			case Failed(Failure failure, String cause, String code) when code != null ->
				code.matches("Forb.*|NoPermission.*") ? Finding.fail(NAME, code, POLICY)
						: CredentialsDiagnosis.refused(NAME, code, 0);
			case Failed(Failure failure, String cause, String code) -> Finding.fail(NAME, "no answer: " + cause,
					"correct root-password.actiontrail.endpoint, or the way to it; see the row credentials");
		};
	}

}
