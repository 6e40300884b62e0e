package rootpassword.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.security.auth.login.LoginException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ScramProofTests {

	private static final char[] PENCIL = "pencil".toCharArray();

	/** The examples of RFC 7677 and, for SHA-1, of MongoDB's specification. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					SHA_256|rOprNGfwEbeRWgbNEkqO|r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096|c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=|v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
					SHA_1|fyko+d2lbbFgONRv9qkxdawL|r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,s=rQ9ZY3MntBeuP3E1TDVC4w==,i=10000|c=biws,r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,p=MC2T8BvbmWRckDw8oWl5IVghwCY=|v=UMWeI25JD1yNYZRMpZ4VHvhZ9e0=
					""")
	void makesTheMessagesOfTheStandard(ScramMechanism mechanism, String nonce, String challenge, String answer,
			String end) throws Exception {
		ScramProof proof = new ScramProof(mechanism, "user", nonce);
		assertThat(proof.firstMessage()).asString().isEqualTo("n,,n=user,r=" + nonce);
		assertThat(proof.finalMessage(bytes(challenge), PENCIL)).asString().isEqualTo(answer);
		assertThatNoException().isThrownBy(() -> proof.verify(bytes(end)));
		assertThatExceptionOfType(LoginException.class)
			.isThrownBy(() -> proof.verify(bytes(end.replaceFirst("v=.", "v=_"))));
		assertThatExceptionOfType(LoginException.class)
			.isThrownBy(() -> proof.verify(bytes(end.replaceFirst("v=[6U]", "v=A"))));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "1", "4095", "-4096", "04096", "4096x", "200001", "2147483647", "99999999999999999999" })
	void refusesTooFewAndTooManyIterations(String iterations) {
		assertThatExceptionOfType(LoginException.class).isThrownBy(() -> answer("r=abcdef,s=c2FsdA==,i=" + iterations))
			.withMessageContaining("iterations");
	}

	@ParameterizedTest
	@ValueSource(ints = { 4096, 15_000, 200_000 })
	void takesTheUsualIterations(int iterations) throws Exception {
		assertThat(answer("r=abcdef,s=c2FsdA==,i=" + iterations)).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", "r=abcdef", "r=abcdef,i=4096", "r=abcdef,s=,i=4096", "r=abcdef,s=%,i=4096",
			"r=abc,s=c2FsdA==,i=4096", "r=xyzdef,s=c2FsdA==,i=4096", "r=abcdef,r=abcdef,s=c2FsdA==,i=4096",
			"r=abcdef,s=c2FsdA==", "e=other-error" })
	void refusesAMalformedChallenge(String challenge) {
		assertThatExceptionOfType(LoginException.class).isThrownBy(() -> answer(challenge));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "v=", "e=other-error", "v=%", "x=AAAA" })
	void refusesAMissingProof(String end) throws Exception {
		ScramProof proof = new ScramProof(ScramMechanism.SHA_256, "root", "abc");
		proof.finalMessage(bytes("r=abcdef,s=c2FsdA==,i=4096"), PENCIL);
		assertThatExceptionOfType(LoginException.class).isThrownBy(() -> proof.verify(bytes(end)));
	}

	@Test
	void refusesAProofBeforeItsOwn() {
		assertThatExceptionOfType(LoginException.class)
			.isThrownBy(() -> new ScramProof(ScramMechanism.SHA_256, "root").verify(bytes("v=")));
	}

	@Test
	void takesAFreshNonceEachTime() {
		assertThat(new ScramProof(ScramMechanism.SHA_256, "root").firstMessage())
			.isNotEqualTo(new ScramProof(ScramMechanism.SHA_256, "root").firstMessage());
	}

	private static byte[] answer(String challenge) throws GeneralSecurityException {
		return new ScramProof(ScramMechanism.SHA_256, "root", "abc").finalMessage(bytes(challenge), PENCIL);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
