package rootpassword;

import java.nio.file.Path;

import rootpassword.database.Database;

class EndToEndOnPostgresTests extends EndToEndContract {

	@Override
	Database database(Path directory) {
		return Database.postgres();
	}

}
