package rootpassword.ledger;

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
		Actor actor = origin.actor();
		return statement.param("caller", actor.caller())
			.param("identity", actor.identity())
			.param("assertedUser", actor.assertedUser())
			.param("sourceAddress", actor.sourceAddress())
			.param("subject", actor.subject())
			.param("client", actor.client())
			.param("issuer", actor.issuer())
			.param("accessRule", actor.rule())
			.param("reason", origin.reason())
			.param("traceId", origin.traceId());
	}

}
