package rootpassword;

import java.nio.file.Path;

import rootpassword.database.Database;

class EndToEndOnH2Tests extends EndToEndContract {

	@Override
	Database database(Path directory) {
		return Database.h2In(directory);
	}

}
