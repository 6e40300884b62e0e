package rootpassword.ledger;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.ledger.database.SqlArrays;
import rootpassword.reset.command.Origin;

/**
 * The columns of an {@link Origin}, which attempts and the trail have in common.
 */
final class OriginColumns {

	static final String NAMES = "caller, identity, asserted_user, source_address, subject, client, issuer, "
			+ "access_rule, reason, trace_id";

	/**
	 * One array for each column; the casts truncate, because a shorter row is better than
	 * none.
	 */
	static final String ARRAYS = """
			cast(:caller as varchar(100) array), cast(:identity as varchar(100) array),
			cast(:assertedUser as varchar(200) array), cast(:sourceAddress as varchar(45) array),
			cast(:subject as varchar(255) array), cast(:client as varchar(255) array),
			cast(:issuer as varchar(255) array), cast(:accessRule as varchar(120) array),
			cast(:reason as varchar(200) array), cast(:traceId as varchar(32) array)""";

	private static final Map<String, Function<Origin, @Nullable String>> VALUES = Map.of("caller",
			(origin) -> origin.actor().caller(), "identity", (origin) -> origin.actor().identity(), "assertedUser",
			(origin) -> origin.actor().assertedUser(), "sourceAddress", (origin) -> origin.actor().sourceAddress(),
			"subject", (origin) -> origin.actor().subject(), "client", (origin) -> origin.actor().client(), "issuer",
			(origin) -> origin.actor().issuer(), "accessRule", (origin) -> origin.actor().rule(), "reason",
			Origin::reason, "traceId", Origin::traceId);

	private OriginColumns() {
	}

	/** Binds the parameters of {@link #ARRAYS}. */
	static StatementSpec bind(StatementSpec statement, List<Origin> origins) {
		VALUES.forEach((name, value) -> statement.param(name, SqlArrays.texts(origins, value)));
		return statement;
	}

}
