package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The databases that the ledger supports, as the parameter of a test class.
 */
public enum DatabaseKind {

	H2 {

		@Override
		public Database empty(Path directory) {
			return Database.h2In(directory);
		}

		@Override
		public Database migrated(Path directory) {
			try {
				Files.write(directory.resolve("ledger.mv.db"), MigratedH2.FILE);
				return empty(directory);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	},

	POSTGRESQL {

		@Override
		public Database empty(Path directory) {
			return Database.postgres();
		}

		@Override
		public Database migrated(Path directory) {
			return Database.migratedPostgres();
		}

	};

	/**
	 * A new database without tables.
	 * @param directory the place for its files, if it needs one
	 */
	public abstract Database empty(Path directory);

	/**
	 * A new database with the tables of the ledger, copied from one that was migrated
	 * once: a migration takes longer than most tests.
	 * @param directory the place for its files, if it needs one
	 */
	public abstract Database migrated(Path directory);

	private static final class MigratedH2 {

		private static final byte[] FILE = read();

		private static byte[] read() {
			try {
				Path directory = Files.createTempDirectory("ledger");
				Path file = directory.resolve("ledger.mv.db");
				Database.h2In(directory).migrate();
				byte[] content = Files.readAllBytes(file);
				Files.delete(file);
				Files.delete(directory);
				return content;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
