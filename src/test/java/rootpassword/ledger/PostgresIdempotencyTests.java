package rootpassword.ledger;

import rootpassword.kit.database.Database;

class PostgresIdempotencyTests extends IdempotencyContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
