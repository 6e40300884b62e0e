package rootpassword.e2e;

import java.nio.file.Path;

import rootpassword.kit.database.Database;

class EndToEndOnPostgresTests extends EndToEndContract {

	@Override
	Database database(Path directory) {
		return Database.postgres();
	}

}
