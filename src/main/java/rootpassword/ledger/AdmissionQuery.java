package rootpassword.ledger;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.ledger.admission.AdmissionFacts;
import rootpassword.ledger.admission.AdmissionFacts.Claim;
import rootpassword.ledger.database.GroupedTransactions;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.LimitProperties;
import rootpassword.ledger.quota.LimitUse;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

import static rootpassword.ledger.database.SqlArrays.texts;

/**
 * Reads all facts about a group of commands in one query. Its text is the same for each
 * size of the group, so that the database can keep its plan.
 */
final class AdmissionQuery {

	/** The codes of the rejections after which nothing was sent, as a SQL list. */
	private static final String UNSENT = Rejection.all((reason) -> !reason.sent())
		.stream()
		.map((reason) -> "'" + reason.code() + "'")
		.sorted()
		.collect(Collectors.joining(", "));

	/**
	 * The commands, numbered from 1, each with its key: a left join for all commands, or
	 * a join for those with a known key. Because of the condition on the number, which
	 * always holds, PostgreSQL expects one row and keeps a plan that uses the indexes.
	 */
	private static final String COMMANDS = """
			from unnest(cast(:instance as varchar array), cast(:identity as varchar array), cast(:key as varchar array))
				with ordinality as command (instance, identity, idempotency_key, number)
			%s idempotency used on used.instance = command.instance and used.identity = command.identity
				and used.idempotency_key = command.idempotency_key
			""";

	/** Whether the key is known and has not expired. */
	private static final String IS_KNOWN = "coalesce(used.used_at > current_timestamp "
			+ "- cast(:retention as bigint) * interval '0.001' second, false)";

	private final JdbcClient jdbc;

	private final Fingerprints fingerprints;

	private final IdempotencyProperties keys;

	private final AttemptLimit perInstance;

	private final AttemptLimit perCaller;

	private final String sql;

	AdmissionQuery(JdbcClient jdbc, Fingerprints fingerprints, IdempotencyProperties keys, LimitProperties limits) {
		this.jdbc = jdbc;
		this.fingerprints = fingerprints;
		this.keys = keys;
		this.perInstance = limits.instance();
		this.perCaller = limits.caller();
		// The first select has one row per command, with the first attempt (a) under its
		// key; the second has one row per repeat (a), because H2 uses no index for "or".
		// A later attempt comes after the last under the key, and is not certainly unsent
		this.sql = String.format(Locale.ROOT,
				"""
						select command.number, current_timestamp as now, %9$s, used.first_attempt, used.fingerprint, %7$s as key_known,
							%7$s and exists (select 1 from attempt later
								where later.instance = command.instance and later.seq > coalesce(
										(select max(last.seq) from attempt last where last.repeat_of = used.first_attempt), a.seq)
									and (later.outcome is null or later.outcome in ('accepted', 'unconfirmed')
										or later.rejection not in (%1$s))) as later_attempt,
							%2$s as instance_ages, %3$s as identity_ages, %4$s
						%5$s left join claim on claim.instance = command.instance
						left join attempt latest on latest.id = claim.attempt_id
						left join attempt overtaken on overtaken.id = claim.overtaken_id
						left join attempt a on a.id = used.first_attempt where command.number between 1 and %8$d
						union all
						select command.number, %10$s, %4$s
						%6$s join attempt a on a.repeat_of = used.first_attempt where command.number between 1 and %8$d
						order by number, seq desc
						""",
				UNSENT, ages(this.perInstance, "instance", ", counted.seq desc"), ages(this.perCaller, "identity", ""),
				KeyedAttempt.COLUMNS, String.format(Locale.ROOT, COMMANDS, "left join"),
				String.format(Locale.ROOT, COMMANDS, "join"), IS_KNOWN, GroupedTransactions.MAX_GROUP, Claims.COLUMNS,
				String.join(", ", Collections.nCopies(15, "null")));
	}

	/**
	 * The ages in microseconds of the newest attempts in the window, without those that
	 * {@link LimitUse#skip} leaves out; only for a new key.
	 */
	private static String ages(AttemptLimit limit, String column, String furtherOrder) {
		// All columns in "order by", or H2 uses no index and sorts the whole history
		return limit.isOff() ? "cast(null as bigint array)"
				: String.format(Locale.ROOT,
						"""
								case when %3$s then null else array(
									select cast(extract(epoch from current_timestamp - opened_at) * 1000000 as bigint) from attempt counted
									where counted.%1$s = command.%1$s and counted.repeat_of is null
										and counted.opened_at > current_timestamp - cast(:%1$sWindow as bigint) * interval '0.001' second
									order by counted.%1$s desc, counted.opened_at desc%2$s
									offset :%1$sSkip rows fetch first :group rows only) end""",
						column, furtherOrder, IS_KNOWN);
	}

	/** Reads the facts; without a lock on the claims they are a snapshot. */
	Result read(List<ResetCommand> commands) {
		Map<Integer, List<Row>> rows = this.jdbc.sql(this.sql)
			.param("instance", texts(commands, ResetCommand::instance))
			.param("identity", texts(commands, (command) -> command.origin().actor().identity()))
			.param("key", texts(commands, (command) -> (command.key() != null) ? command.key().value() : null))
			.param("retention", this.keys.retention().toMillis())
			.param("instanceWindow", this.perInstance.window().toMillis())
			.param("identityWindow", this.perCaller.window().toMillis())
			.param("instanceSkip", LimitUse.skip(this.perInstance, commands.size()))
			.param("identitySkip", LimitUse.skip(this.perCaller, commands.size()))
			.param("group", commands.size())
			.query((row, number) -> row(row, commands.size()))
			.stream()
			.collect(Collectors.groupingBy(Row::number));
		return new Result(commandRow(rows.getOrDefault(1, List.of())).now,
				IntStream.range(0, commands.size())
					.mapToObj((i) -> facts(commands.get(i), rows.getOrDefault(i + 1, List.of())))
					.toList());
	}

	private AdmissionFacts facts(ResetCommand requested, List<Row> rows) {
		CommandRow command = commandRow(rows);
		List<KeyedAttempt> attempts = rows.stream().map(Row::attempt).filter(Objects::nonNull).toList();
		// A known key has attempts, unless somebody has deleted them by hand
		KeyedAttempts known = (command.first == null || attempts.isEmpty()) ? null
				: new KeyedAttempts(command.first, command.fingerprint, attempts);
		return new AdmissionFacts(command.claim, known,
				known != null && this.fingerprints.matches(requested, command.fingerprint), command.later,
				command.ofInstance, command.ofCaller);
	}

	private static CommandRow commandRow(List<Row> rows) {
		return rows.stream().map(Row::ofCommand).filter(Objects::nonNull).findFirst().orElseThrow();
	}

	private Row row(ResultSet row, int group) throws SQLException {
		OffsetDateTime now = row.getObject("now", OffsetDateTime.class);
		CommandRow command = (now == null) ? null : new CommandRow(now, Claims.read(row),
				row.getBoolean("key_known") ? KeyedAttempt.id(row, "first_attempt") : null,
				Objects.requireNonNullElse(row.getString("fingerprint"), ""), row.getBoolean("later_attempt"),
				use(this.perInstance, group, row, "instance_ages"), use(this.perCaller, group, row, "identity_ages"));
		return new Row(row.getInt("number"), KeyedAttempt.of(row), command);
	}

	private static LimitUse use(AttemptLimit limit, int group, ResultSet row, String column) throws SQLException {
		Array ages = row.getArray(column);
		return LimitUse.of(limit, group, (ages != null) ? (Object[]) ages.getArray() : new Object[0]);
	}

	/** The time of the database, and the facts about each command in their order. */
	record Result(OffsetDateTime now, List<AdmissionFacts> facts) {
	}

	/** A row of either select: an attempt under the key, or nothing. */
	private record Row(int number, @Nullable KeyedAttempt attempt, @Nullable CommandRow ofCommand) {
	}

	/** What only the first select has. */
	private record CommandRow(OffsetDateTime now, Claim claim, @Nullable AttemptId first, String fingerprint,
			boolean later, LimitUse ofInstance, LimitUse ofCaller) {
	}

}
