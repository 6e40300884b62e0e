package rootpassword.e2e;

import java.nio.file.Path;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order of a reset. An attempt is committed before the provider is called. The answer
 * of the provider reaches the caller even if it cannot be recorded.
 */
@Execution(ExecutionMode.CONCURRENT)
class WriteAheadTests {

	private static final String PASSWORD = "Correct!Horse7";

	@Test
	void sendsNothingIfTheCommitFails() throws Exception {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.postgres(), provider).warmUp(provider)) {
			// Every statement succeeds, and then the commit does not
			facade.database().execute("""
					create function refuse_commit() returns trigger language plpgsql as
					$$ begin raise exception 'no commit'; end $$
					""");
			facade.database().execute("""
					create constraint trigger refuse_commit after insert on trail
					deferrable initially deferred for each row execute function refuse_commit()
					""");
			IntStream.range(0, 30).parallel().forEach((i) -> {
				Answer answer = facade.reset("dds-uncommitted" + i % 7, PASSWORD);
				assertThat(answer.status()).as(answer.text()).isEqualTo(503);
				assertThat(answer.slug()).isEqualTo("ledger-unavailable");
				assertThat(answer.outcome()).isEqualTo("rejected");
				assertThat(answer.json().get("retryable").booleanValue()).isTrue();
			});
			assertThat(provider.resets()).isEmpty();
			assertThat(facade.trail("instance like 'dds-uncommitted%'")).isEmpty();
			facade.database().dropTrigger("refuse_commit", "trail");
			assertThat(facade.reset("dds-uncommitted1", PASSWORD).status()).isEqualTo(200);
		}
	}

	@Test
	void sendsNothingWithoutADatabase(@TempDir Path directory) {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.h2In(directory), provider)) {
			facade.bean(HikariDataSource.class).close();
			Answer answer = facade.reset("dds-nodatabase", PASSWORD);
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.slug()).isEqualTo("ledger-unavailable");
			assertThat(answer.json().has("recorded")).isFalse();
			assertThat(provider.resets()).isEmpty();
			// An early refusal needs no database
			assertThat(facade.reset("dds-nodatabase", "short").slug()).isEqualTo("password-policy");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answersTheOutcomeEvenIfItCannotBeRecorded(boolean known) throws Exception {
		String instance = known ? "dds-unsettled" : "dds-unknown";
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.postgres(), provider).warmUp(provider)) {
			facade.database().execute("""
					create function refuse_settlement() returns trigger language plpgsql as
					$$ begin if new.event = 'settled' then raise exception 'no settlement'; end if; return new; end $$
					""");
			facade.database().execute("""
					create trigger refuse_settlement before insert on trail
					for each row execute function refuse_settlement()
					""");
			Answer answer = facade.reset(instance, PASSWORD);
			assertThat(answer.status()).isEqualTo(known ? 200 : 404);
			assertThat(answer.outcome()).isEqualTo(known ? "accepted" : "rejected");
			assertThat(answer.json().get("recorded").booleanValue()).isFalse();
			assertThat(facade.trail("instance = '" + instance + "'")).singleElement()
				.satisfies((row) -> assertThat(row).containsEntry("event", "opened"));
			assertThat(facade.reset(instance, PASSWORD).slug()).isEqualTo("in-flight");
		}
	}

}
