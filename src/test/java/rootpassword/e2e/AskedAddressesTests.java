package rootpassword.e2e;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login check without configured addresses.
 */
class AskedAddressesTests {

	@Test
	void aMissingPermissionCostsOneCallAndChangesNoOutcome(@TempDir Path directory) {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade
					.start(Database.h2In(directory), provider, "root-password.login-check.enabled=true")
					.warmUp(provider)) {
			provider.next(StubAnswer.asUsual(), StubAnswer.error(403, "Forbidden.RAM"));
			for (String password : List.of("Correct!Horse7", "Correct!Horse8")) {
				Answer answer = facade.reset("dds-asked", password);
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.outcome()).isEqualTo("accepted");
				assertThat(answer.json().has("effective")).isFalse();
			}
			assertThat(provider.resets()).extracting((call) -> call.parameters().get("Action"))
				.containsExactly("ResetAccountPassword", "DescribeDBInstanceAttribute", "ResetAccountPassword");
		}
	}

}
