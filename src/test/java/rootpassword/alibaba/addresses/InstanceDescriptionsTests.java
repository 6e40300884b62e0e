package rootpassword.alibaba.addresses;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import rootpassword.alibaba.GatewayFixture;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceAddresses;
import rootpassword.reset.InstanceAddresses.Address;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The call of DescribeDBInstanceAttribute, as the program is wired.
 */
@Order(Integer.MAX_VALUE)
@ResourceLock("warnings")
class InstanceDescriptionsTests {

	private static final String CANARY = "Canary!4711-pw";

	private static final String GOOD = AddressReaderTests.answer("dds-a", "\"ReplicaSets\":{\"ReplicaSet\":["
			+ AddressReaderTests.node("dds-a1.mongodb.rds.aliyuncs.com", "\"3717\"", "VPC", "Primary") + "]}");

	private static ProviderStub provider;

	@BeforeAll
	static void start() {
		provider = ProviderStub.start();
	}

	@AfterEach
	void forget() {
		provider.forget();
	}

	@AfterAll
	static void stop() {
		provider.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "V1", "V3" })
	void asksOnceWithASignatureOfTheResetsKey(String version) {
		provider.next(StubAnswer.of(200, GOOD));
		run("root-password.dds.signature-version=" + version,
				(context) -> assertThat(ask(context)).containsExactly(address()));
		assertThat(provider.resets()).singleElement().satisfies((asked) -> {
			assertThat(asked.parameters()).containsEntry("Action", "DescribeDBInstanceAttribute")
				.containsEntry("Version", "2015-12-01")
				.containsEntry("DBInstanceId", "dds-a")
				.containsEntry("Format", "JSON");
			// The stub knows resets only, and looks at the signature first
			assertThat(asked.code()).isEqualTo("InvalidAction.NotFound");
		});
	}

	@Test
	void findsNothingInARefusalOrAnAnswerThatItCannotRead() {
		List<StubAnswer> answers = List.of(StubAnswer.error(403, "NoPermission"), StubAnswer.error(400, "Throttling"),
				StubAnswer.of(503, GOOD), StubAnswer.of(302, GOOD), StubAnswer.of(200, CANARY),
				StubAnswer.of(200, GOOD + CANARY), StubAnswer.of(200, GOOD.replace("\"RequestId\"", "\"Code\"")),
				StubAnswer.of(200, GOOD.replace("\"1\"", "\"1\",\"RequestId\":\"2\"")),
				StubAnswer.of(200, GOOD + " ".repeat(256 * 1024)), StubAnswer.of(200, "[".repeat(100_000)),
				StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER), StubAnswer.of(200, GOOD));
		provider.next(answers.toArray(StubAnswer[]::new));
		run("", (context) -> {
			for (int i = 0; i < answers.size() - 1; i++) {
				assertThat(ask(context)).as("answer %s", i).isEmpty();
			}
			assertThat(ask(context)).containsExactly(address());
		});
		assertThat(provider.resets()).hasSize(answers.size());
	}

	@Test
	void readsAnswersOfTheWholeSize() {
		provider.next(StubAnswer.of(200, GOOD + " ".repeat(256 * 1024 - GOOD.length() - 10)));
		run("", (context) -> assertThat(ask(context)).containsExactly(address()));
	}

	@Test
	void asksNothingAfterTheDeadline() {
		run("", (context) -> assertThat(
				context.getBean(InstanceAddresses.class).of(new InstanceId("dds-a"), Deadline.in(Duration.ZERO)))
			.isEmpty());
		assertThat(provider.resets()).isEmpty();
	}

	@Test
	void saysTheReasonOnceAMinuteWithoutQuotingTheProvider() {
		Logger logger = (Logger) LoggerFactory.getLogger(InstanceDescriptions.class);
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		logger.addAppender(log);
		try {
			provider.always(StubAnswer.of(403, "{\"Code\":\"Forbidden.RAM\",\"Message\":\"" + CANARY + "\"}"));
			run("", (context) -> {
				for (int i = 0; i < 5; i++) {
					assertThat(ask(context)).isEmpty();
				}
			});
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).singleElement()
			.satisfies((line) -> assertThat(line.getFormattedMessage())
				.isEqualTo("The provider told no address of dds-a for the login check: HTTP 403 Forbidden.RAM"));
	}

	@Test
	void doesNotExistUnlessTheLoginCheckIsEnabled() {
		run("root-password.login-check.enabled=false",
				(context) -> assertThat(context.getBeansOfType(InstanceAddresses.class)).isEmpty());
	}

	private static Address address() {
		return new Address("dds-a1.mongodb.rds.aliyuncs.com", 3717);
	}

	private static List<Address> ask(ApplicationContext context) {
		return context.getBean(InstanceAddresses.class)
			.of(new InstanceId("dds-a"), Deadline.in(Duration.ofSeconds(30)));
	}

	private static void run(String property, ContextConsumer<ApplicationContext> test) {
		new ApplicationContextRunner().withUserConfiguration(GatewayFixture.Gateway.class)
			.withPropertyValues("root-password.login-check.enabled=true")
			.withPropertyValues(provider.properties()
				.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new))
			.withPropertyValues(property.isEmpty() ? new String[0] : new String[] { property })
			.run((context) -> test.accept(context));
	}

}
