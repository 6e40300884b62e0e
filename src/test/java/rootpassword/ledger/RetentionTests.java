package rootpassword.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.evidence.cli.EvidenceCommands;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.kit.Commands;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.AttemptHistory.HistoryQuery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * The owner archives partitions of the trail with the statements of docs/OPERATIONS.md,
 * while a replica writes with a role of its own.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RetentionTests {

	private static final Pattern COPY = Pattern.compile("\\\\copy (\\w+) (to|from) '(.*)' (csv header)");

	private static final String ROW = "insert into trail (event, caller, source_address, reason, at) "
			+ "values ('refused', 'old', '::1', 'with \"quotes\", and\nlines', '%s')";

	@TempDir
	Path archive;

	private final Database administrator = Database.postgres();

	private final Database owner = role("owner");

	private final Database service = role("service");

	private Replica replica;

	@BeforeEach
	void start() {
		this.administrator.execute("grant usage, create on schema public to " + this.owner.username(),
				"alter default privileges for role " + this.owner.username()
						+ " in schema public grant select, insert, update, delete on tables to "
						+ this.service.username());
		this.owner.migrate();
		this.owner.execute("create table trail_2020_01 (like trail including defaults, primary key (seq))",
				"alter table trail attach partition trail_2020_01 for values from ('2020-01-01Z') to ('2020-02-01Z')",
				"do 'begin perform ensure_trail_partitions(); end'", ROW.formatted("2020-01-01Z"),
				ROW.formatted("2020-01-31 23:59:59Z"), ROW.formatted("2020-02-01Z"));
		seal();
		this.replica = new Replica(this.service);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	@Test
	void archivesAMonthWhileReplicasWrite() throws Exception {
		AttemptId old = reset(new InstanceId("dds-old"));
		this.administrator.update("update attempt set opened_at = '2020-01-15' where id = ?", old.value());
		try (Resets resets = new Resets()) {
			await().until(() -> resets.settled.get() > 20);
			archive("trail_2020_01");
			int before = resets.settled.get();
			await().until(() -> resets.settled.get() > before + 20);
			resets.stop();
			assertThat(this.owner.number("select count(*) from trail")).isEqualTo(2 * resets.settled.get() + 1);
		}
		assertThat(Files.readString(this.archive.resolve("trail_2020_01.csv"))).contains("2020-01-01", "2020-01-31",
				"with \"\"quotes\"\", and\nlines");
		assertThat(this.owner.trail("at < '2021-01-01'")).hasSize(1);
		JdbcAttemptHistory history = new JdbcAttemptHistory(JdbcClient.create(this.replica.pool),
				this.replica.transactions);
		assertThat(history.find(old)).isPresent();
		assertThat(history.read(new HistoryQuery(new InstanceId("dds-old"), null, null, null, 10)).attempts())
			.hasSize(1);
	}

	@Test
	void archivedRowsVerifyTogetherWithTheOthers() throws Exception {
		Path archived = this.archive.resolve("archived.jsonl");
		assertThat(SealedTrail.export(this.owner, archived)).isZero();
		archive("trail_2020_01");
		reset(new InstanceId("dds-new"));
		seal();
		Path rest = this.archive.resolve("rest.jsonl");
		assertThat(SealedTrail.export(this.owner, rest)).isZero();
		assertThat(verify(rest)).isOne();
		assertThat(verify(rest, "--archive", archived.toString())).isZero();
	}

	@Test
	void threeMonthsInARowAreArchivedAsTyped() throws Exception {
		for (int month = 3; month <= 5; month++) {
			String part = "trail_2020_0" + month;
			this.owner.execute("create table " + part + " (like trail including defaults, primary key (seq))",
					"alter table trail attach partition %s for values from ('2020-0%d-01Z') to ('2020-0%d-01Z')"
						.formatted(part, month, month + 1),
					ROW.formatted("2020-0" + month + "-15Z"));
			seal();
		}
		for (int month = 3; month <= 5; month++) {
			assertThat(typed("2020-0" + month)).isEqualTo(4);
			archive("trail_2020_0" + month);
			reset(new InstanceId("dds-new"));
			seal();
		}
		assertThat(Files.list(this.archive.resolve("archive"))).hasSize(3);
	}

	/** Runs the commands of the document, and returns their number. */
	private int typed(String month) throws IOException {
		Matcher block = Pattern.compile("(?s)### Archive a month.*?```sh\n(.*?)```")
			.matcher(Files.readString(Path.of("docs/OPERATIONS.md")));
		assertThat(block.find()).isTrue();
		Files.write(this.archive.resolve("anchors.jsonl"),
				this.owner.column(String.class, "select note from seal_checkpoint order by size"));
		List<String> commands = block.group(1).replace("2027-01", month).replace(" &&", "").lines().toList();
		for (String command : commands) {
			List<String> words = List
				.of(command.replace("\"$VERIFIER_KEY\"", SealingReplica.SIGNER.verifierKey().toString())
					.replaceAll("(?<= )(\\S+\\.jsonl|archive/?)(?= |$)", this.archive + "/$1")
					.split(" "));
			switch (words.get(0)) {
				case "mkdir" -> Files.createDirectories(Path.of(words.get(2)));
				case "mv" -> Files.move(Path.of(words.get(1)),
						Path.of(words.get(2)).resolve(Path.of(words.get(1)).getFileName()));
				default ->
					assertThat(words.get(3).equals("export") ? SealedTrail.export(this.owner, Path.of(words.get(5)))
							: run(words.subList(3, words.size())))
						.as(command)
						.isZero();
			}
		}
		return commands.size();
	}

	private static int run(List<String> words) {
		return EvidenceCommands.run(words.toArray(String[]::new), System.out, System.err).getAsInt();
	}

	@Test
	void anUnsealedMonthIsNotArchived() {
		this.owner.execute(ROW.formatted("2020-01-31 23:59:59Z"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> archive("trail_2020_01"))
			.withMessageContaining("unsealed");
		assertThat(this.owner.number("select count(*) from trail")).isEqualTo(4);
	}

	@Test
	void archivesTheDefaultPartition() throws Exception {
		archive("trail_default");
		assertThat(this.owner.column(Boolean.class, "select ensure_trail_partitions()")).containsExactly(true);
		assertThat(this.owner.number("select count(*) from trail")).isEqualTo(2);
		this.owner.execute(ROW.formatted("2020-02-01Z"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "update %s set caller = 'x'", "delete from %s", "truncate %s" })
	void aDetachedMonthStillRefusesChanges(String change) {
		this.owner.execute("alter table trail detach partition trail_2020_01");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> this.owner.execute(change.formatted("trail_2020_01")))
			.havingRootCause()
			.withMessageContaining("append-only");
	}

	@Test
	void aChangedCopyIsFound() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> archive("trail_2020_01", "quotes", "QUOTES"));
		assertThat(this.owner.number("select count(*) from trail")).isEqualTo(3);
	}

	private void archive(String partition) throws IOException, SQLException {
		archive(partition, "", "");
	}

	/** Runs the statements of the document, as psql does. */
	private void archive(String partition, String text, String replacement) throws IOException, SQLException {
		Matcher block = Pattern.compile("(?s)### Archive a month.*?```sql\n(.*?)```")
			.matcher(Files.readString(Path.of("docs/OPERATIONS.md")));
		assertThat(block.find()).isTrue();
		try (Connection connection = this.owner.connect(); Statement statement = connection.createStatement()) {
			CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
			for (String line : block.group(1).replace("trail_2027_01", partition).lines().toList()) {
				Matcher copy = COPY.matcher(line);
				if (copy.matches()) {
					copy(copies, copy);
					Path file = this.archive.resolve(copy.group(3));
					Files.writeString(file, Files.readString(file).replace(text, replacement));
				}
				else if (!line.startsWith("--") && execute(statement, line)) {
					ResultSet count = statement.getResultSet();
					assertThat(count.next()).isTrue();
					assertThat(count.getInt(1)).as(line).isZero();
				}
			}
		}
	}

	/** Repeats a statement after a lock timeout, as the document says. */
	private static boolean execute(Statement statement, String sql) throws SQLException {
		for (int tries = 1;; tries++) {
			try {
				return statement.execute(sql);
			}
			catch (SQLException ex) {
				if (tries == 100 || !"55P03".equals(ex.getSQLState())) {
					throw ex;
				}
			}
		}
	}

	private void copy(CopyManager copies, Matcher copy) throws IOException, SQLException {
		Path file = this.archive.resolve(copy.group(3));
		String sql = "copy " + copy.group(1) + " %s " + copy.group(4);
		if (copy.group(2).equals("to")) {
			try (OutputStream output = Files.newOutputStream(file)) {
				assertThat(copies.copyOut(sql.formatted("to stdout"), output)).isPositive();
			}
		}
		else {
			try (InputStream input = Files.newInputStream(file)) {
				assertThat(copies.copyIn(sql.formatted("from stdin"), input)).isPositive();
			}
		}
	}

	private void seal() {
		try (SealingReplica sealing = new SealingReplica(this.owner)) {
			sealing.seal();
		}
	}

	private static int verify(Path export, String... more) {
		String[] options = { "verify", "--export", export.toString(), "--verifier-key",
				SealingReplica.SIGNER.verifierKey().toString() };
		return EvidenceCommands
			.run(Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new), System.out, System.err)
			.getAsInt();
	}

	private AttemptId reset(InstanceId instance) {
		Admitted admitted = (Admitted) this.replica.ledger.open(Commands.reset(instance.value()).build());
		this.replica.settle(admitted.attempt(), ACCEPTED);
		return admitted.attempt();
	}

	private Database role(String name) {
		String role = name + this.administrator.url().replaceFirst(".*/", "_");
		this.administrator.execute("create role " + role + " login password 'secret'");
		return new Database(this.administrator.url(), role, "secret");
	}

	/**
	 * Resets of several instances, until it is stopped; none may fail.
	 */
	private final class Resets implements AutoCloseable {

		final AtomicInteger settled = new AtomicInteger(1);

		private final AtomicBoolean stopped = new AtomicBoolean();

		private final List<CompletableFuture<Void>> clients = IntStream.range(0, 4)
			.mapToObj((number) -> CompletableFuture.runAsync(() -> run(new InstanceId("dds-" + number)),
					Executors.newVirtualThreadPerTaskExecutor()))
			.toList();

		private void run(InstanceId instance) {
			while (!this.stopped.get()) {
				reset(instance);
				this.settled.incrementAndGet();
			}
		}

		void stop() {
			this.stopped.set(true);
			this.clients.forEach(CompletableFuture::join);
		}

		@Override
		public void close() {
			this.stopped.set(true);
		}

	}

}
