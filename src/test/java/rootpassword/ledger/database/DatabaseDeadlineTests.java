package rootpassword.ledger.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionSystemException;
import rootpassword.kit.database.Database;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class DatabaseDeadlineTests {

	@ParameterizedTest
	@CsvSource({ "08006, true", "08P01, true", "57P01, true", "25006, true", "25P03, true", "25P04, true",
			"25P02, false", "23505, false", "40001, false", "55P03, false", ", false" })
	void tellsALostConnectionFromOtherFailures(@Nullable String state, boolean expected) {
		SQLException cause = new SQLException("text", state);
		assertThat(DatabaseDeadline.isOfConnection(new DuplicateKeyException("text", cause))).isEqualTo(expected);
		// The rollback failed as well, but the first failure counts
		TransactionSystemException rollback = new TransactionSystemException("rollback", new SQLException("", "08003"));
		rollback.initApplicationException(cause);
		assertThat(DatabaseDeadline.isOfConnection(rollback)).isEqualTo(expected);
		assertThat(DatabaseDeadline.describe(rollback))
			.isEqualTo((state != null) ? "SQL state " + state : "SQLException");
	}

	@Test
	void countsATimeoutAndABrokenConnectionAsLost() {
		assertThat(DatabaseDeadline.isOfConnection(new TimeoutException())).isTrue();
		assertThat(DatabaseDeadline.isOfConnection(new RuntimeException(new IOException()))).isTrue();
		assertThat(DatabaseDeadline.isOfConnection(new IllegalStateException())).isFalse();
	}

	@Test
	void describesAFailureWithoutItsText() {
		assertThat(DatabaseDeadline.describe(new TimeoutException("canary"))).isEqualTo("no answer in time");
		assertThat(DatabaseDeadline.describe(new RuntimeException(new IOException("canary")))).isEqualTo("IOException");
		assertThat(DatabaseDeadline.describe(new RuntimeException("canary", new SQLException("canary", "57P01"))))
			.isEqualTo("SQL state 57P01");
	}

	@Test
	void clearsThePoolAfterALostConnectionOnly(@TempDir Path directory) throws Exception {
		try (HikariDataSource pool = TestPools.pool(Database.h2In(directory))) {
			DatabaseDeadline deadline = new DatabaseDeadline(Duration.ofSeconds(20), pool);
			pool.getConnection().close();
			fail(deadline, "23505");
			assertThat(pool.getHikariPoolMXBean().getIdleConnections()).isOne();
			fail(deadline, "57P01");
			await().until(() -> pool.getHikariPoolMXBean().getTotalConnections() == 0);
			pool.getConnection().close();
			// Within a second, so that one failure after the other does not empty the
			// pool
			fail(deadline, "57P01");
			assertThat(pool.getHikariPoolMXBean().getIdleConnections()).isOne();
		}
	}

	private static void fail(DatabaseDeadline deadline, String state) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> deadline.await(CompletableFuture
				.failedFuture(new DataAccessResourceFailureException("text", new SQLException("text", state)))))
			.withMessage("SQL state " + state);
	}

}
