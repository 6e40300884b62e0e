package rootpassword.ledger;

import rootpassword.reset.Actor;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The columns that say who asked, the same in every table.
 */
final class Who {

	static final String COLUMNS = "caller, identity, asserted_user, source_address, subject, client, issuer, access_rule";

	// The casts cut what is too long: a row that says a little less is better than none
	static final String VALUES = """
			cast(:caller as varchar(100)), cast(:identity as varchar(100)), cast(:assertedUser as varchar(200)), cast(:sourceAddress as varchar(45)),
			cast(:subject as varchar(255)), cast(:client as varchar(255)), cast(:issuer as varchar(255)),
			cast(:accessRule as varchar(120))""";

	private Who() {
	}

	static StatementSpec bind(StatementSpec statement, Actor actor) {
		return statement.param("caller", actor.caller())
			.param("identity", actor.identity())
			.param("assertedUser", actor.assertedUser())
			.param("sourceAddress", actor.sourceAddress())
			.param("subject", actor.subject())
			.param("client", actor.client())
			.param("issuer", actor.issuer())
			.param("accessRule", actor.rule());
	}

}
