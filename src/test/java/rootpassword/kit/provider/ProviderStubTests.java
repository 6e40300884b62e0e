package rootpassword.kit.provider;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Execution(ExecutionMode.SAME_THREAD)
class ProviderStubTests {

	private static final ProviderStub STUB = ProviderStub.start();

	private final Map<String, String> parameters = new TreeMap<>(Map.of("AccessKeyId", "testid", "AccountName", "root",
			"AccountPassword", "Ali!123456", "Action", "ResetAccountPassword", "DBInstanceId", "dds-bp1", "Format",
			"JSON", "SignatureMethod", "HMAC-SHA1", "SignatureVersion", "1.0", "Version", "2015-12-01"));

	@AfterEach
	void forget() {
		STUB.forget();
	}

	@AfterAll
	static void stop() {
		STUB.close();
	}

	@Test
	void refusesANonceSeenBefore() throws Exception {
		this.parameters.put("SignatureNonce", "once");
		assertThat(post()).contains("RequestId").doesNotContain("Code");
		assertThat(post()).contains("SignatureNonceUsed");
	}

	@ParameterizedTest
	@CsvSource({ "AccessKeyId, nobody, InvalidAccessKeyId.NotFound", "SecurityToken, x, InvalidSecurityToken.Malformed",
			"Timestamp, 2016-02-23T12:46:24Z, InvalidTimeStamp.Expired",
			"AccountName, admin, InvalidAccountName.NotFound",
			"DBInstanceId, dds-unknown, InvalidDBInstanceId.NotFound",
			"AccountPassword, alllower1, InvalidAccountPassword", "Version, 2014-01-01, InvalidAction.NotFound",
			"CharacterType, mongos, InvalidCharacterType" })
	void refusesAsTheProviderDoes(String name, String value, String code) throws Exception {
		this.parameters.put(name, value);
		assertThat(post()).contains("\"Code\":\"" + code);
		assertThat(STUB.lastPassword("dds-bp1")).isNull();
	}

	@Test
	void refusesAWrongSignature() throws Exception {
		this.parameters.put("Signature", "AAAA");
		assertThat(post()).contains("SignatureDoesNotMatch");
	}

	@Test
	void seesOverlaps() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		STUB.next(StubAnswer.asUsual().after(open));
		CompletableFuture<String> first = CompletableFuture.supplyAsync(this::post);
		while (STUB.resets().isEmpty()) {
			Thread.onSpinWait();
		}
		post();
		assertThat(STUB.overlaps()).singleElement().isSameAs(STUB.resets().get(1));
		open.countDown();
		first.get();
		post();
		assertThat(STUB.overlaps()).hasSize(1);
	}

	@Test
	void changesThePasswordEvenIfItDoesNotSaySo() {
		STUB.next(StubAnswer.of(Fault.EMPTY_RESPONSE));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(this::post);
		assertThat(STUB.lastPassword("dds-bp1")).isEqualTo("Ali!123456");
	}

	private String post() {
		Map<String, String> signed = new TreeMap<>(this.parameters);
		signed.putIfAbsent("SignatureNonce", java.util.UUID.randomUUID().toString());
		signed.putIfAbsent("Timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		signed.putIfAbsent("Signature", Signatures.v1("POST", signed, "testsecret"));
		String form = signed.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client
				.send(HttpRequest.newBuilder(URI.create("http://" + STUB.endpoint() + "/"))
					.POST(BodyPublishers.ofString(form))
					.build(), BodyHandlers.ofString())
				.body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
