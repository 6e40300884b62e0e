package rootpassword;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import javax.net.ssl.SSLSocketFactory;

import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Report;
import rootpassword.doctor.Setup;
import rootpassword.kit.Tokens;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.ThrowawayCertificate;

/** A set-up that is right, until a test breaks it. */
final class DoctorFixture implements AutoCloseable {

	/** {@code null} where nothing is asked. */
	final ProviderStub provider;

	final StsStub sts;

	private final Map<String, String> properties = new LinkedHashMap<>();

	private InstantSource clock = InstantSource.system();

	private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

	private ProxySelector proxies = ProxySelector.of(null);

	private Needs allowed = Needs.CALL;

	private DoctorFixture(ProviderStub provider, Database database) {
		this.provider = provider;
		this.sts = (provider != null) ? StsStub.start(provider) : null;
		set(database.properties());
		if (provider != null) {
			provider.know("dds-bp1known");
			this.properties.putAll(provider.properties());
			set("root-password.sts.endpoint=" + this.sts.endpoint());
		}
		else {
			set("root-password.dds.endpoint=127.0.0.1:1", "root-password.sts.endpoint=127.0.0.1:1",
					"root-password.dds.protocol=http", "ALIBABA_CLOUD_ACCESS_KEY_ID=testid",
					"ALIBABA_CLOUD_ACCESS_KEY_SECRET=testsecret");
		}
		set("root-password.callers[0].name=portal",
				"root-password.callers[0].token-sha256=" + Tokens.sha256("portal-token"),
				"root-password.callers[0].instances[0]=dds-bp1*");
	}

	static DoctorFixture on(Database database) {
		return new DoctorFixture(ProviderStub.start(), database);
	}

	/** Without servers, because no check asks one. */
	static DoctorFixture offline(Path directory) {
		return new DoctorFixture(null, Database.h2In(directory)).allow(Needs.NOTHING);
	}

	/** Without a provider. */
	static DoctorFixture offline(Database database) {
		return new DoctorFixture(null, database);
	}

	/** An H2 file that is not there yet. */
	static DoctorFixture onNewH2(Path directory) {
		return on(Database.h2In(directory));
	}

	static DoctorFixture overTls(Path directory, ThrowawayCertificate certificate) {
		return new DoctorFixture(ProviderStub.startTls(certificate), Database.h2In(directory)).allow(Needs.NETWORK);
	}

	/** Each as {@code name=value}; without a value the property is taken away. */
	DoctorFixture set(String... properties) {
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			this.properties.remove(parts[0]);
			if (parts.length == 2) {
				this.properties.put(parts[0], parts[1]);
			}
		}
		return this;
	}

	DoctorFixture clockOff(Duration difference) {
		this.clock = Clock.offset(Clock.systemUTC(), difference);
		return this;
	}

	/** Lets the provider answer the call with this code. */
	DoctorFixture refuse(int status, String code) {
		this.provider.know("dds-doctor0000000000");
		this.provider.always(StubAnswer.error(status, code));
		return this;
	}

	DoctorFixture trust(ThrowawayCertificate certificate) {
		this.tls = certificate.context().getSocketFactory();
		return this;
	}

	DoctorFixture proxy(String endpoint) {
		String[] parts = endpoint.split(":");
		this.proxies = ProxySelector.of(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
		return this;
	}

	DoctorFixture allow(Needs allowed) {
		this.allowed = allowed;
		return this;
	}

	Stream<String> arguments() {
		return this.properties.entrySet()
			.stream()
			.map((property) -> "--" + property.getKey() + "=" + property.getValue());
	}

	Setup setup() {
		return new Setup(Setup.environment(arguments().toList()), this.clock, this.tls, this.proxies);
	}

	Report report() {
		return new Doctor(setup()).report(this.allowed, null, Duration.ofSeconds(30));
	}

	/** The table as it is printed without a terminal. */
	static String table(Report report) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		report.printTable(new PrintStream(out, true, StandardCharsets.UTF_8), false);
		return out.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		if (this.provider != null) {
			this.sts.close();
			this.provider.close();
		}
	}

}
