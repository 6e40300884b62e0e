package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.ResetCommand;

/**
 * Whether instance and caller have had their share, counted in the ledger itself, so that
 * it holds across replicas. Repeats of a key are not counted.
 */
public final class AttemptQuota {

	private final JdbcClient jdbc;

	private final AttemptLimit perInstance;

	private final AttemptLimit perCaller;

	public AttemptQuota(JdbcClient jdbc, AttemptLimit perInstance, AttemptLimit perCaller) {
		this.jdbc = jdbc;
		this.perInstance = perInstance;
		this.perCaller = perCaller;
	}

	/** How long the command has to wait, if it has to. */
	public Optional<Duration> pause(ResetCommand command) {
		// H2 goes along an index only if the order names all of its columns, and would
		// otherwise sort the whole history
		return Stream.of(pause("""
				select opened_at from attempt where instance = :of and repeat_of is null
				order by instance desc, seq desc offset :others rows fetch first 1 row only
				""", command.instance().value(), this.perInstance), pause("""
				select opened_at from attempt where identity = cast(:of as varchar(100)) and repeat_of is null
					and opened_at > current_timestamp - cast(:window as bigint) * interval '0.001' second
				order by identity desc, opened_at desc offset :others rows fetch first 1 row only
				""", command.origin().actor().identity(), this.perCaller))
			.flatMap(Optional::stream)
			.max(Duration::compareTo);
	}

	/**
	 * The oldest of the attempts that fill the limit decides: once it has left the
	 * window, there is room again.
	 */
	private Optional<Duration> pause(String oldest, String of, AttemptLimit limit) {
		return this.jdbc.sql("""
				select cast(ceil(extract(epoch from
					opened_at + cast(:window as bigint) * interval '0.001' second - current_timestamp)) as integer)
				from (%s) oldest
				where opened_at > current_timestamp - cast(:window as bigint) * interval '0.001' second
				""".formatted(oldest))
			.param("of", of)
			.param("others", limit.count() - 1)
			.param("window", limit.window().toMillis())
			.query(Integer.class)
			.optional()
			.map(Duration::ofSeconds);
	}

}
