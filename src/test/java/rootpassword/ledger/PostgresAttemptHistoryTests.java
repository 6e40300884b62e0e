package rootpassword.ledger;

import rootpassword.database.Database;

class PostgresAttemptHistoryTests extends AttemptHistoryContract {

	@Override
	Database freshDatabase() {
		return Database.postgres();
	}

}
