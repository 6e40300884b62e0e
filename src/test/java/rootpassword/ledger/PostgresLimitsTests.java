package rootpassword.ledger;

import rootpassword.kit.database.Database;

class PostgresLimitsTests extends LimitsContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
