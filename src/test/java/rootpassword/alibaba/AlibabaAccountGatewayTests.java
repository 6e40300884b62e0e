package rootpassword.alibaba;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.aliyuncs.auth.BasicSessionCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Isolated
class AlibabaAccountGatewayTests {

	private static final List<String> PASSWORDS = List.of("Ali!123456", "Ali! 123456", "Aa1!@#$%^&*()_+-=",
			"Aa1 %41+%2B&=~*", "~*+ %~*+ %aA1!", "Aa1<>\"'\\/?;:,.|[]{}`", "=&?#=&?#aA1!");

	private static ProviderStub stub;

	@BeforeAll
	static void startStub() {
		stub = ProviderStub.start();
	}

	@AfterAll
	static void stopStub() {
		stub.close();
	}

	@AfterEach
	void forget() {
		stub.forget();
	}

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void sendsEveryPasswordSignedAndAsItIs(SignatureVersion version) {
		AlibabaAccountGateway gateway = gateway(version, null);
		for (String password : PASSWORDS) {
			ResetOutcome outcome = gateway.reset(GatewayFixture.command("dds-bp1", password, null),
					GatewayFixture.admitted());
			assertThat(outcome).isInstanceOf(Accepted.class);
			assertThat(outcome.answer().status()).isEqualTo(200);
			assertThat(outcome.answer().requestId()).matches("[0-9A-F-]{36}");
			assertThat(stub.lastPassword("dds-bp1")).isEqualTo(password);
		}
		assertThat(stub.resets()).hasSameSizeAs(PASSWORDS);
	}

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void sendsRegionAndCharacterTypeOnlyWhenGiven(SignatureVersion version) {
		AlibabaAccountGateway bare = gateway(version, null);
		AlibabaAccountGateway full = gateway(version, "cn-beijing");
		bare.reset(GatewayFixture.command(), GatewayFixture.admitted());
		full.reset(GatewayFixture.command(GatewayFixture.INSTANCE, GatewayFixture.PASSWORD, CharacterType.CS),
				GatewayFixture.admitted());
		assertThat(stub.resets()).extracting(ReceivedReset::code).containsExactly(null, null);
		assertThat(stub.resets().get(0).parameters()).doesNotContainKeys("RegionId", "CharacterType");
		assertThat(stub.resets().get(1).parameters()).containsEntry("RegionId", "cn-beijing")
			.containsEntry("CharacterType", "cs")
			.containsEntry("AccountName", "root");
	}

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void sendsTheAttemptIdToTheProvider(SignatureVersion version) {
		Admitted admitted = GatewayFixture.admitted();
		AlibabaAccountGateway gateway = gateway(version, null);
		assertThat(gateway.reset(GatewayFixture.command(), admitted)).isInstanceOf(Accepted.class);
		assertThat(stub.resets().getFirst().header("user-agent")).startsWith("AlibabaCloud")
			.endsWith(" root-password/test (" + admitted.attempt() + ")");
	}

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void sendsTheSecurityToken(SignatureVersion version) {
		stub.accept("STS.testid", "othersecret", "token+/=");
		AlibabaAccountGateway gateway = GatewayFixture.gateway(properties(version, null),
				AccessKeys.fixed(new BasicSessionCredentials("STS.testid", "othersecret", "token+/=")));
		assertThat(gateway.reset(GatewayFixture.command(), GatewayFixture.admitted())).isInstanceOf(Accepted.class);
	}

	// As documented, in the documentation's order
	@ParameterizedTest
	@CsvSource({ "400, InvalidAccountPassword.Malformed, PASSWORD_REFUSED",
			"400, InvalidAccountPassword, PASSWORD_REFUSED", "400, InvalidPassword.Malformed, PASSWORD_REFUSED",
			"400, InvalidPassword, PASSWORD_REFUSED", "400, InvalidNewPassword.SameAsOld, PASSWORD_REFUSED",
			"400, SamePassword, PASSWORD_REFUSED", "404, InvalidDBInstanceName.NotFound, INSTANCE_NOT_FOUND",
			"404, DBInstance.NotFound, INSTANCE_NOT_FOUND", "400, InvalidInstance.NotFound, INSTANCE_NOT_FOUND",
			"400, InvalidCharacterType, CHARACTER_TYPE", "400, InvalidCharacterType.Malformed, CHARACTER_TYPE",
			"400, MissingCharacterType, CHARACTER_TYPE", "400, InvalidAccountName.NotFound, PROVIDER_DENIED",
			"404, InvalidDBInstanceId.NotFound, INSTANCE_NOT_FOUND",
			"400, InvalidDBInstanceId.Malformed, INSTANCE_NOT_FOUND",
			"404, InvalidInstanceId.NotFound, INSTANCE_NOT_FOUND", "404, XInstanceIdY.NotFound, INSTANCE_NOT_FOUND",
			"404, InvalidDBInstance.NotFound, INSTANCE_NOT_FOUND", "403, IncorrectDBInstanceState, INSTANCE_STATE",
			"403, IncorrectDBInstanceLockMode, INSTANCE_STATE", "400, IncorrectDBInstanceType, INSTANCE_STATE",
			"400, InstanceStatusInvalid, INSTANCE_STATE", "403, OperationDenied.DBInstanceStatus, INSTANCE_STATE",
			"403, OperationDenied.AccountStatus, INSTANCE_STATE", "403, OperationDenied.AccountType, INSTANCE_STATE",
			"403, OperationDenied.DBStatus, INSTANCE_STATE", "403, Task.Conflict, INSTANCE_STATE",
			"403, Forbidden, PROVIDER_DENIED", "403, Forbidden.RAM, PROVIDER_DENIED",
			"403, Forbedden.NotSupportRAM, PROVIDER_DENIED", "403, Forbbiden.X, PROVIDER_DENIED",
			"403, NoPermission, PROVIDER_DENIED", "403, SubAccountNoPermission, PROVIDER_DENIED",
			"404, InvalidAccessKeyId.NotFound, PROVIDER_DENIED", "400, InvalidSecurityToken.Expired, PROVIDER_DENIED",
			"400, SignatureDoesNotMatch, PROVIDER_DENIED", "400, IncompleteSignature, PROVIDER_DENIED",
			"400, InvalidTimeStamp.Expired, PROVIDER_DENIED", "409, Task.Conflict, INSTANCE_STATE",
			"408, Throttling.User, PROVIDER_THROTTLED", "403, RealNameAuthenticationError, PROVIDER_DENIED",
			"400, MissingParameter, PROVIDER_DENIED", "400, InvalidParameter.X, PROVIDER_DENIED",
			"404, InvalidAction.NotFound, PROVIDER_DENIED", "405, UnsupportedHTTPMethod, PROVIDER_DENIED",
			"403, InvalidProtocol.NeedSsl, PROVIDER_DENIED", "400, Throttling, PROVIDER_THROTTLED",
			"403, Throttling.User, PROVIDER_THROTTLED", "503, Throttling.Api, PROVIDER_THROTTLED",
			"429, Rejected.Throttling, PROVIDER_THROTTLED", "503, LockTimeout, PROVIDER_THROTTLED",
			"400, Never.HeardOf, PROVIDER_DENIED", "400, throttling, PROVIDER_DENIED",
			"500, Forbidden.RAM, PROVIDER_DENIED", "401, InvalidAccessKeyId.Inactive, PROVIDER_DENIED",
			"407, Forbidden.RAM, PROVIDER_DENIED" })
	void mapsEachCodeToARejection(int status, String code, Rejection reason) {
		stub.next(StubAnswer.error(status, code));
		AlibabaAccountGateway gateway = gateway(SignatureVersion.V1, null);
		ResetOutcome outcome = gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		assertThat(outcome).isInstanceOfSatisfying(Rejected.class,
				(rejected) -> assertThat(rejected.reason()).isEqualTo(reason));
		assertThat(outcome.answer().code()).isEqualTo(code);
		assertThat(outcome.answer().status()).isEqualTo(status);
		assertThat(outcome.answer().requestId()).isNotNull();
		assertThat(stub.resets()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "500, InternalError", "400, InternalError", "503, ServiceUnavailable", "503, ResponseEmptyError",
			"500, Never.HeardOf", "200, Never.HeardOf", "302, Never.HeardOf", "400, SignatureNonceUsed",
			"408, Never.HeardOf", "409, Never.HeardOf", "400, Some.BackendTimeout", "403, TimeoutOfX" })
	void isInDoubtWhereTheProviderIs(int status, String code) {
		stub.next(StubAnswer.error(status, code));
		AlibabaAccountGateway gateway = gateway(SignatureVersion.V1, null);
		ResetOutcome outcome = gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		assertThat(outcome).isInstanceOf(Unconfirmed.class);
		assertThat(outcome.answer().code()).isEqualTo(code);
		assertThat(stub.resets()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "1500 | PT1.5S", "0 | PT0S", "99999999999 | PT1H", "-5 |", "soon |" })
	void passesTheWaitOn(String header, Duration wait) {
		stub.next(StubAnswer.error(429, "Throttling.User").with("x-acs-retry-after", header));
		AlibabaAccountGateway gateway = gateway(SignatureVersion.V1, null);
		assertThat(gateway.reset(GatewayFixture.command(), GatewayFixture.admitted()).answer().retryAfter())
			.isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dds-unknown1", "dds-bp1" })
	void isRefusedByTheStubAsByTheProvider(String instance) {
		AlibabaAccountGateway gateway = gateway(SignatureVersion.V1, null);
		ResetOutcome outcome = gateway.reset(GatewayFixture.command(instance, "short", null),
				GatewayFixture.admitted());
		assertThat(outcome.answer().code()).isEqualTo(instance.startsWith("dds-unknown")
				? "InvalidDBInstanceId.NotFound" : "InvalidAccountPassword.Malformed");
		assertThat(stub.lastPassword(instance)).isNull();
	}

	@Test
	void carriesTwoHundredCallsAtOnce() throws Exception {
		AlibabaAccountGateway gateway = gateway(SignatureVersion.V1, null);
		ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
		for (int round = 0; round < 5; round++) {
			callTogether(gateway, executor);
		}
		stub.forget();
		// None is answered before all have arrived
		CountDownLatch all = new CountDownLatch(1);
		stub.always(StubAnswer.asUsual().after(all));
		Future<List<ResetOutcome>> outcomes = executor.submit(() -> callTogether(gateway, executor));
		await().until(() -> stub.resets().size() == 200);
		all.countDown();
		assertThat(outcomes.get()).hasSize(200).allMatch(Accepted.class::isInstance);
		assertThat(stub.resets()).hasSize(200);
		assertThat(stub.overlaps()).isEmpty();
	}

	private static List<ResetOutcome> callTogether(AlibabaAccountGateway gateway, ExecutorService executor)
			throws Exception {
		List<Future<ResetOutcome>> calls = IntStream.range(0, 200)
			.mapToObj((number) -> executor
				.submit(() -> gateway.reset(GatewayFixture.command("dds-bp" + number, GatewayFixture.PASSWORD, null),
						GatewayFixture.admitted())))
			.toList();
		java.util.ArrayList<ResetOutcome> outcomes = new java.util.ArrayList<>();
		for (Future<ResetOutcome> call : calls) {
			outcomes.add(call.get());
		}
		return outcomes;
	}

	private static AlibabaAccountGateway gateway(SignatureVersion version, String region) {
		return GatewayFixture.gateway(properties(version, region));
	}

	private static AlibabaProperties properties(SignatureVersion version, String region) {
		return new AlibabaProperties(stub.endpoint(), ProtocolType.HTTP, region, false, version, Duration.ofSeconds(30),
				Duration.ofSeconds(60), 512);
	}

}
