package rootpassword.chart;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.TargetProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service accepts the values that the schema accepts: each is refused by Helm, or its
 * settings bind to the records of the service, which check them at the start.
 */
@Execution(ExecutionMode.SAME_THREAD)
class AcceptedValuesTests {

	private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

	private static final List<Class<?>> RECORDS = records();

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "",
			textBlock = """
					minimal     | provider.endpoint            | a:65535 a:65536 a:99999 a:0 A.b a..b 1 a: -a a/b https://a a@b 10.0.0.1:443
					rrsa        | provider.stsEndpoint         | a:65535 a:65536 a: 1.2.3
					everything  | actiontrail.endpoint         | a:65535 a:65536 a:
					minimal     | provider.region              | cn-hangzhou cn-heyuan cn-nowhere cn - A
					regions     | targets[0].name              | a A a_b singapore-payments 0123456789-0123456789-0123456789-012345678 0123456789-0123456789-0123456789-0123456789
					regions     | targets[0].instances[0]      | * dds-* dds-t4n1 bp1* - DDS dds-a-b
					regions     | targets[1].instances[0]      | * dds-* dds-bp1* dds-bp1a *bp1* dds-bp*1 d*s-bp1
					regions     | targets[0].region            | eu-west-1 cn-heyuan cn-nowhere - A
					regions     | targets[0].endpoint          | a:65535 a:65536 a:99999 a:0 A.b a..b 1 a: a/b
					regions     | targets[1].role-arn          | acs:ram::1:role/a_b.c acs:ram::a:role/a acs:ram:::role/a acs:ram::1:role/ acs:ram::1:user/a acs:ram::1:role/a/b
					regions     | targets[1].external-id       | a aa a=@:/-_.b a;b
					regions     | targets[1].max-concurrent    | 0 1 100000
					regions     | credentials.ecsRole          | auto a_b-c.d a/b
					minimal     | provider.maxConcurrent       | 0 1 100000
					minimal     | provider.connectTimeoutSeconds | 0 1 10 11 60
					minimal     | provider.deadlineSeconds     | 0 1 2 29 30
					minimal     | ledger.leaseSeconds          | 2 10 11 86400 86401
					minimal     | ports.api                    | 80 1024 8081 65535 65536
					minimal     | trustedProxies[0]            | 10.0.0.0/33 10.0.0.0/32 10.0.0.0/0 999.1.1.1 256.0.0.1 1.2.3 :: ::: ::/0 ::/129 ::/128 1:2 1::2::3 fe80::1 2001:db8::/32 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 10.0.0.1/ abcd ..
					minimal     | limits.perCaller             | off Off 999/1s 1000/1s 1001/1s 9999/1s 1/1ms 1/0s 1/31d 1/32d 1/744h 1/745h 1/2678400s 1/999999s 1/9999m 1/99999m 1/9999999999999999999999d 1/1 x
					minimal     | idempotency.retention        | 1s 59s 60s 1m 0m 366d 367d 8784h 8785h 7999h 31622400s 31622401s 9999999s 99999m 999999999999999999999d 1
					minimal     | policy.specialCharacters     | ! ~ } @ -
					minimal     | policy.minLength             | 7 8 32 33
					everything  | loginCheck.addresses[0]      | x{instance}.a:0 x{instance}.a:65535 x{instance}.a:65536 x{instance}.-:1 a:1 x{instance}:1
					everything  | tracing.endpoint             | http://a https://a:4318/v1/traces http://[ http:///x http://a:99999 http://a/%zz http://a_b
					everything  | export.webhook.url           | https://a https://a/b?c=d&e=%20 https://a:99999 https://a:0 https:// https:///x https://a|b https://[ https://a/%zz https://a@b https://a#b https://1.2.3 https://10.0.0.1 https://a_b https://a..b https://a-
					everything  | issuers[0].issuer            | https://idp.example.com https://idp.example.com/ http://127.0.0.1:8080/a http://idp.example.com http://localhost https://u@h https://h#f https://[::1 https://h:99999 https://1.2.3 https://
					everything  | issuers[0].jwk-set-uri       | https://idp.example.com/keys?a=b http://idp.example.com https://u@h https://a_b
					everything  | issuers[0].audience          | x_y
					everything  | callers[3].name              | a jwt:a jwt JWT:a
					everything  | callers[0].client            | x_y
					everything  | callers[0].instances[0]      | * dds-* dds-bp1* bp1* - dds dds- *-bp1* dd* *a DDS dds-a-b d*s-1
					minimal     | callers[1].token-sha256      | ee8239163af1a015594e4237ec4a3d908cbf71d50cf920f6fd976debc17fb4ea EE8239163af1a015594e4237ec4a3d908cbf71d50cf920f6fd976debc17fb4ea 0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF 0
					everything  | secretKeys.existing[0].id    | a a.b 0123456789_0123456789-0123456789ab 0123456789_0123456789-0123456789abc
					everything  | secretKeys.existing[1].id    | main other
					everything  | issuers[1].issuer            | https://idp.example.com https://other.example.com
					production  | database.url                 | jdbc:postgresql://a jdbc:postgresql://a/ jdbc:postgresql://a/b jdbc:postgresql://a:99999/b jdbc:postgresql://a:x/b jdbc:postgresql:b jdbc:postgresql://a:1,b:2/c?targetServerType=primary jdbc:postgresql:///b
					everything  | tracing.sampling             | 0 1 0.5 -1 1.1
					""")
	void areAcceptedByTheServiceAsWell(String set, String value, String edges) throws Exception {
		int accepted = 0;
		for (String edge : edges.split(" +")) {
			List<Manifest> manifests;
			try {
				manifests = Chart.manifests(set, more(value, value + "=" + edge.replace(",", "\\,")));
			}
			catch (IllegalStateException refused) {
				continue;
			}
			bind(manifests, value + "=" + edge);
			accepted++;
		}
		assertThat(accepted).as("accepted of %s", edges).isPositive();
	}

	/** A second entry needs more than the value. */
	private static String[] more(String value, String assignment) {
		return switch (value.replaceFirst("].*", "]")) {
			case "issuers[1]" -> new String[] { assignment, "issuers[1].audience=x" };
			case "credentials.ecsRole" -> new String[] { assignment, "credentials.rrsa.enabled=false" };
			case "callers[1]" -> new String[] { assignment, "callers[1].name=x" };
			default -> new String[] { assignment };
		};
	}

	private static void bind(List<Manifest> manifests, String value) throws Exception {
		MutablePropertySources sources = new MutablePropertySources();
		sources.addLast(new MapPropertySource("environment", new HashMap<>(Map.of("FINGERPRINT_KEY_0", KEY,
				"FINGERPRINT_KEY_1", KEY.replace('M', 'N'), "EXPORT_WEBHOOK_SECRET", "whsec_" + KEY))));
		for (Manifest manifest : manifests) {
			for (String file : List.of("application.yaml", "callers.yaml")) {
				String yaml = manifest.at("/data")
					.path(file)
					.asString("")
					.replaceFirst("^callers:", "root-password.callers:");
				new YamlPropertySourceLoader().load(file, new ByteArrayResource(yaml.getBytes()))
					.forEach(sources::addLast);
			}
		}
		Binder binder = new Binder(ConfigurationPropertySources.from(sources),
				new PropertySourcesPlaceholdersResolver(sources));
		for (Class<?> type : RECORDS) {
			String prefix = type.getAnnotation(ConfigurationProperties.class).value();
			prefix = prefix.isEmpty() ? type.getAnnotation(ConfigurationProperties.class).prefix() : prefix;
			try {
				binder.bindOrCreate(prefix, Bindable.of(type));
			}
			catch (RuntimeException ex) {
				throw new AssertionError("The chart accepts " + value + ", and the service does not", ex);
			}
		}
		binder.bindOrCreate("root-password", Bindable.of(TargetProperties.class))
			.checked(binder.bindOrCreate("root-password.dds", Bindable.of(AlibabaProperties.class)),
					binder.bind("root-password.actiontrail.enabled", Boolean.class).orElse(false));
		binder.bindOrCreate("server", Bindable.of(ServerProperties.class));
		String url = binder.bind("spring.datasource.url", String.class).get();
		assertThat(url.startsWith("jdbc:h2:") || Driver.parseURL(url, new Properties()) != null).as(url).isTrue();
	}

	private static List<Class<?>> records() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("rootpassword").stream().<Class<?>>map((found) -> {
			try {
				return Class.forName(found.getBeanClassName());
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}).toList();
	}

}
