package rootpassword.kit.provider;

import java.util.stream.Stream;

/**
 * The provider in two regions, with an account each: Hangzhou takes the program's own
 * access key, Singapore the keys of a role. Each refuses the keys of the other.
 */
public final class TwoAccounts implements AutoCloseable {

	/** The role of the account in Singapore. */
	public static final String ROLE = "acs:ram::6543210987654321:role/root-password";

	private final ProviderStub hangzhou = ProviderStub.start();

	private final ProviderStub singapore = ProviderStub.start();

	private final StsStub sts = StsStub.start(this.hangzhou);

	public TwoAccounts() {
		this.singapore.rules().refuse(ProviderStub.ACCESS_KEY_ID);
		this.sts.allow(ROLE, this.singapore);
	}

	public ProviderStub hangzhou() {
		return this.hangzhou;
	}

	public ProviderStub singapore() {
		return this.singapore;
	}

	public StsStub sts() {
		return this.sts;
	}

	/**
	 * The properties of the program, as {@code name=value}.
	 * @param inSingapore the instances of its first target, {@code singapore}
	 * @param inHangzhou the instances of the other target, {@code hangzhou}
	 */
	public Stream<String> properties(String inSingapore, String inHangzhou) {
		return """
				ALIBABA_CLOUD_ACCESS_KEY_ID=%s
				ALIBABA_CLOUD_ACCESS_KEY_SECRET=%s
				root-password.sts.endpoint=%s
				root-password.dds.protocol=http
				root-password.targets[0].name=singapore
				root-password.targets[0].instances=%s
				root-password.targets[0].region=ap-southeast-1
				root-password.targets[0].endpoint=%s
				root-password.targets[0].role-arn=%s
				root-password.targets[1].name=hangzhou
				root-password.targets[1].instances=%s
				root-password.targets[1].region=cn-hangzhou
				root-password.targets[1].endpoint=%s
				"""
			.formatted(ProviderStub.ACCESS_KEY_ID, ProviderStub.ACCESS_KEY_SECRET, this.sts.endpoint(), inSingapore,
					this.singapore.endpoint(), ROLE, inHangzhou, this.hangzhou.endpoint())
			.lines();
	}

	@Override
	public void close() {
		this.sts.close();
		this.hangzhou.close();
		this.singapore.close();
	}

}
