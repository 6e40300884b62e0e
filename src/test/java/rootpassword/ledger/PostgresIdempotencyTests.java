package rootpassword.ledger;

import rootpassword.database.Database;

class PostgresIdempotencyTests extends IdempotencyContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
