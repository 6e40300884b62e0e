package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.reset.ResetCommand;

/**
 * The limits of attempts per instance and per caller, counted in the table
 * {@code attempt} and so across replicas. Repeats under a key do not count.
 */
public final class AttemptQuota {

	// H2 uses an index only if "order by" names all of its columns; otherwise it sorts
	// the
	// whole history
	private static final String OF_INSTANCE = """
			select opened_at from attempt where instance = :instance and repeat_of is null
			order by instance desc, seq desc offset :instanceOthers rows fetch first 1 row only""";

	private static final String OF_CALLER = """
			select opened_at from attempt where identity = cast(:identity as varchar(100)) and repeat_of is null
				and opened_at > current_timestamp - cast(:callerWindow as bigint) * interval '0.001' second
			order by identity desc, opened_at desc offset :callerOthers rows fetch first 1 row only""";

	/**
	 * The pause until the oldest of the last attempts, up to the limit, has left the
	 * window: then the limit permits another attempt.
	 */
	private static final String PAUSE = """
			select cast(ceil(extract(epoch from
				opened_at + cast(:%2$sWindow as bigint) * interval '0.001' second - current_timestamp)) as integer)
			from (%1$s) oldest
			where opened_at > current_timestamp - cast(:%2$sWindow as bigint) * interval '0.001' second
			""";

	private static final String PAUSE_OF_INSTANCE = PAUSE.formatted(OF_INSTANCE, "instance");

	private static final String PAUSE_OF_CALLER = PAUSE.formatted(OF_CALLER, "caller");

	/** The SQL condition that both limits permit; needs {@link #bind}. */
	public static final String PERMITS = "not exists (" + PAUSE_OF_INSTANCE + ") and not exists (" + PAUSE_OF_CALLER
			+ ")";

	private final JdbcClient jdbc;

	private final AttemptLimit perInstance;

	private final AttemptLimit perCaller;

	public AttemptQuota(JdbcClient jdbc, AttemptLimit perInstance, AttemptLimit perCaller) {
		this.jdbc = jdbc;
		this.perInstance = perInstance;
		this.perCaller = perCaller;
	}

	/** The pause until the limits permit the command; empty if they permit it now. */
	public Optional<Duration> pause(ResetCommand command) {
		return Stream.of(PAUSE_OF_INSTANCE, PAUSE_OF_CALLER)
			.flatMap((sql) -> bind(this.jdbc.sql(sql)).param("instance", command.instance().value())
				.param("identity", command.origin().actor().identity())
				.query(Integer.class)
				.optional()
				.stream())
			.max(Integer::compareTo)
			.map(Duration::ofSeconds);
	}

	/** Binds the limits to a statement. */
	public StatementSpec bind(StatementSpec statement) {
		return statement.param("instanceOthers", this.perInstance.count() - 1)
			.param("instanceWindow", this.perInstance.window().toMillis())
			.param("callerOthers", this.perCaller.count() - 1)
			.param("callerWindow", this.perCaller.window().toMillis());
	}

}
