package rootpassword.ledger;

import rootpassword.database.Database;

class PostgresLimitsTests extends LimitsContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
