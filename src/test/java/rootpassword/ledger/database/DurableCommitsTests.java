package rootpassword.ledger.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.kit.database.Database;
import rootpassword.ledger.OpenThenWait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class DurableCommitsTests {

	private static final int ROUNDS = 3;

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "", ";WRITE_DELAY=500", ";LOCK_TIMEOUT=2000;write_delay=60000" })
	void openedAttemptsSurviveAKill(String settings) throws IOException, InterruptedException {
		Database database = Database.h2In(this.directory).migrate();
		List<UUID> opened = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			opened.addAll(openTwiceAndKill(database.url() + settings));
			JdbcClient jdbc = database.client();
			assertThat(database.column(UUID.class, "select attempt_id from trail order by seq"))
				.containsExactlyElementsOf(opened);
			jdbc.sql("delete from claim").update();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ";WRITE_DELAY=500", ";Write_Delay=1;TRACE_LEVEL_FILE=0;WRITE_DELAY=1",
			";INIT=set write_delay 500\\;set write_delay 600" })
	void noConfigurationDelaysTheWritesOfH2(String settings) {
		Database database = Database.h2In(this.directory);
		try (HikariDataSource pool = pool(database.url() + settings, database)) {
			// A second connection would run INIT again, and for a moment change the whole
			// database
			pool.setMaximumPoolSize(1);
			pool.addDataSourceProperty("write_delay", "700");
			pool.setConnectionInitSql("set write_delay 800");
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getJdbcUrl()).doesNotContainIgnoringCase("write_delay=");
			assertThat(JdbcClient.create(pool)
				.sql("select setting_value from information_schema.settings where setting_name = 'WRITE_DELAY'")
				.query(String.class)
				.list()).containsOnly("0");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ";DB_CLOSE_ON_EXIT=TRUE", ";db_close_on_exit=true;TRACE_LEVEL_FILE=1" })
	void onlyThePoolClosesH2(String settings) throws IOException {
		Database database = Database.h2In(Files.createDirectory(this.directory.resolve("new")));
		Path file = Files.createFile(this.directory.resolve("new/ledger.mv.db"));
		try (HikariDataSource pool = pool(database.url() + settings, database)) {
			pool.addDataSourceProperty("DB_CLOSE_ON_EXIT", "true");
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThat(pool.getJdbcUrl()).containsOnlyOnce("TRACE_LEVEL_FILE=")
				.endsWith(";DB_CLOSE_ON_EXIT=FALSE")
				.doesNotContainIgnoringCase("TRUE");
			assertThat(JdbcClient.create(pool).sql("values 1").query(Integer.class).single()).isOne();
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		}
	}

	@Test
	void h2WritesNoFileThatOthersCanRead() throws IOException {
		Path data = this.directory.resolve("data");
		Database database = Database.h2In(data);
		try (HikariDataSource pool = pool(database.url(), database)) {
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			assertThatThrownBy(() -> JdbcClient.create(pool).sql("nonsense").update())
				.isInstanceOf(BadSqlGrammarException.class);
		}
		assertThat(data).isDirectoryContaining("glob:**/ledger.mv.db").isDirectoryNotContaining("glob:**trace.db");
		for (Path path : List.of(data, data.resolve("ledger.mv.db"))) {
			assertThat(Files.getPosixFilePermissions(path)).as("%s", path)
				.isSubsetOf(PosixFilePermissions.fromString("rwx------"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "off, on", "on, on", "local, local", "remote_apply, remote_apply" })
	void postgresWritesACommitToTheDiskBeforeItsAnswer(String configured, String used) {
		Database database = Database.postgres();
		try (HikariDataSource pool = pool(database.url(), database)) {
			pool.setConnectionInitSql("set application_name = 'operator'; set synchronous_commit = " + configured);
			new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
			JdbcClient jdbc = JdbcClient.create(pool);
			assertThat(jdbc.sql("show synchronous_commit").query(String.class).single()).isEqualTo(used);
			assertThat(jdbc.sql("show application_name").query(String.class).single()).isEqualTo("operator");
		}
	}

	@Test
	void leavesOtherBeansAlone() {
		assertThat(new ConnectionSettings().postProcessAfterInitialization("bean", "bean")).isEqualTo("bean");
	}

	private static HikariDataSource pool(String url, Database database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(url);
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMaximumPoolSize(2);
		return pool;
	}

	private static List<UUID> openTwiceAndKill(String url) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), OpenThenWait.class.getName(),
				url)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = process.inputReader(); OutputStream input = process.getOutputStream()) {
			List<UUID> opened = List.of(open(input, output), open(input, output));
			process.destroyForcibly();
			assertThat(process.waitFor()).isNotZero();
			return opened;
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static UUID open(OutputStream input, BufferedReader output) throws IOException {
		input.write('\n');
		input.flush();
		String line = output.readLine();
		while (line != null && !line.startsWith("opened ")) {
			line = output.readLine();
		}
		assertThat(line).as("the child's answer").isNotNull();
		return UUID.fromString(line.substring("opened ".length()));
	}

}
