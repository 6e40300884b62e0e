package rootpassword.ledger;

import rootpassword.kit.database.Database;

class PostgresAttemptHistoryTests extends AttemptHistoryContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
