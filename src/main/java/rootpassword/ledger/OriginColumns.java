package rootpassword.ledger;

import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.Origin;

/**
 * The columns of an {@link Origin}, which attempts and the trail have in common.
 */
final class OriginColumns {

	static final String NAMES = "caller, identity, asserted_user, source_address, subject, client, issuer, "
			+ "access_rule, reason, trace_id";

	// The casts truncate long values: a shorter row is better than none
	static final String VALUES = """
			cast(:caller as varchar(100)), cast(:identity as varchar(100)), cast(:assertedUser as varchar(200)),
			cast(:sourceAddress as varchar(45)), cast(:subject as varchar(255)), cast(:client as varchar(255)),
			cast(:issuer as varchar(255)), cast(:accessRule as varchar(120)), cast(:reason as varchar(200)),
			cast(:traceId as varchar(32))""";

	private OriginColumns() {
	}

	static StatementSpec bind(StatementSpec statement, Origin origin) {
		return statement.params(parameters(origin).getValues());
	}

	/** The parameters of {@link #VALUES}. */
	static MapSqlParameterSource parameters(Origin origin) {
		Actor actor = origin.actor();
		return new MapSqlParameterSource("caller", actor.caller()).addValue("identity", actor.identity())
			.addValue("assertedUser", actor.assertedUser())
			.addValue("sourceAddress", actor.sourceAddress())
			.addValue("subject", actor.subject())
			.addValue("client", actor.client())
			.addValue("issuer", actor.issuer())
			.addValue("accessRule", actor.rule())
			.addValue("reason", origin.reason())
			.addValue("traceId", origin.traceId());
	}

}
