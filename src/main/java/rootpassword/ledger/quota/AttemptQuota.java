package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.ResetCommand;

/**
 * The limits of attempts per instance and per caller, counted in the table
 * {@code attempt} and so across replicas. Repeats under a key do not count.
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

	/** The pause until the limits permit the command; empty if they permit it now. */
	public Optional<Duration> pause(ResetCommand command) {
		// H2 uses an index only if "order by" names all of its columns; otherwise it
		// sorts
		// the whole history
		return Stream.of(pause("""
				select opened_at from attempt where instance = :owner and repeat_of is null
				order by instance desc, seq desc offset :others rows fetch first 1 row only
				""", command.instance().value(), this.perInstance), pause("""
				select opened_at from attempt where identity = cast(:owner as varchar(100)) and repeat_of is null
					and opened_at > current_timestamp - cast(:window as bigint) * interval '0.001' second
				order by identity desc, opened_at desc offset :others rows fetch first 1 row only
				""", command.origin().actor().identity(), this.perCaller))
			.flatMap(Optional::stream)
			.max(Duration::compareTo);
	}

	/**
	 * The oldest of the last attempts up to the limit decides: the limit permits another
	 * attempt as soon as this one has left the window.
	 */
	private Optional<Duration> pause(String oldest, String owner, AttemptLimit limit) {
		return this.jdbc.sql("""
				select cast(ceil(extract(epoch from
					opened_at + cast(:window as bigint) * interval '0.001' second - current_timestamp)) as integer)
				from (%s) oldest
				where opened_at > current_timestamp - cast(:window as bigint) * interval '0.001' second
				""".formatted(oldest))
			.param("owner", owner)
			.param("others", limit.count() - 1)
			.param("window", limit.window().toMillis())
			.query(Integer.class)
			.optional()
			.map(Duration::ofSeconds);
	}

}
