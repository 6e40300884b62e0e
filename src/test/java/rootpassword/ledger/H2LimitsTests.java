package rootpassword.ledger;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.database.Database;

class H2LimitsTests extends LimitsContract {

	@TempDir
	Path directory;

	@Override
	Database freshDatabase() {
		return Database.h2In(this.directory);
	}

}
