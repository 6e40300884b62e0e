package rootpassword.e2e;

import java.nio.file.Path;

import rootpassword.kit.database.Database;

class EndToEndOnH2Tests extends EndToEndContract {

	@Override
	Database database(Path directory) {
		return Database.h2In(directory);
	}

}
