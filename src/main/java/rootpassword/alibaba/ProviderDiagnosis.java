package rootpassword.alibaba;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.credentials.CredentialsDiagnosis;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.alibaba.transport.TargetProperties;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Setup;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.AccountGateway.TraceContext;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceGlob;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.password.RootPassword;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.warn;

/** Checks of each target whether the provider permits resets. */
public record ProviderDiagnosis(CredentialsDiagnosis credentials) {

	private static final String NAME = "permission";

	/** Has the form of an id; ids of instances are random. */
	static final InstanceId INSTANCE = new InstanceId("dds-doctor0000000000");

	private static final String POLICY = "add to the RAM user or role: {\"Effect\": \"Allow\", \"Action\": "
			+ "\"dds:ResetAccountPassword\", \"Resource\": \"acs:dds:*:*:dbinstance/*\"}";

	public static ProviderDiagnosis of(Setup setup) {
		AlibabaProperties provider = setup.bind(AlibabaProperties.class);
		AlibabaConfiguration.refuseDangerousSwitches(setup.environment());
		List<ProviderTarget> targets = setup.bind(TargetProperties.class)
			.checked(provider, setup.isOn("root-password.actiontrail.enabled"));
		return new ProviderDiagnosis(CredentialsDiagnosis.of(setup, provider, targets));
	}

	public List<String> targets() {
		return this.credentials.targets().stream().map(ProviderTarget::name).toList();
	}

	/** Whether some target serves instances that match the pattern. */
	public boolean serves(InstanceGlob pattern) {
		return this.credentials.targets()
			.stream()
			.flatMap((target) -> target.instances().stream())
			.anyMatch((glob) -> glob.overlaps(pattern));
	}

	public List<Check> checks() {
		return Stream
			.concat(this.credentials.checks().stream(),
					this.credentials.targets()
						.stream()
						.map((target) -> Check.of(NAME, target.name(), Needs.CALL, () -> permission(target))))
			.toList();
	}

	/**
	 * Asks for the reset of an instance that cannot exist. The one answer that shows the
	 * permission is that the provider does not know it.
	 */
	private Finding permission(ProviderTarget target) {
		Setup setup = this.credentials.setup();
		AlibabaAccountGateway gateway = new AlibabaAccountGateway(target, this.credentials.provider(),
				this.credentials.keys().of(target), new AtMostOnceClient(this.credentials.provider().connectTimeout(),
						64 * 1024, setup.tls(), setup.proxies()),
				TraceContext.NONE, "root-password/doctor");
		ResetOutcome outcome = gateway.reset(
				new ResetCommand(INSTANCE, randomPassword(), null,
						new Origin(new Actor("doctor", null, "127.0.0.1"), null, null), null),
				new Admitted(new AttemptId(UUID.randomUUID()), Deadline.in(gateway.limit())));
		String code = outcome.answer().code();
		return switch (outcome) {
			case Accepted accepted -> fail(NAME, "an instance that does not exist was reset",
					"a stand-in answers, and not the provider: correct the endpoint");
			case Rejected rejected -> finding(rejected.reason(), code);
			case Unconfirmed unconfirmed -> warn(NAME, (code != null) ? code : "no answer that can be read",
					"run doctor again; see the rows endpoint and clock");
		};
	}

	private static Finding finding(Rejection reason, @Nullable String code) {
		if (reason == Rejection.INSTANCE_NOT_FOUND) {
			return ok(NAME, "a reset is permitted: the provider has only missed the instance (" + code + ")");
		}
		if (code == null) {
			return fail(NAME, "the call was not sent", "see the rows endpoint and credentials");
		}
		return code.matches("Forb.*|NoPermission.*|SubAccountNoPermission.*") ? fail(NAME, code, POLICY)
				: CredentialsDiagnosis.refused(NAME, code, 0);
	}

	/** It has all four classes of characters. */
	private static RootPassword randomPassword() {
		byte[] random = new byte[12];
		new SecureRandom().nextBytes(random);
		return new RootPassword(("Aa1!" + HexFormat.of().formatHex(random)).toCharArray());
	}

}
