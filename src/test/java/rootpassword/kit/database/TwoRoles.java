package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The database {@code ledger} of a PostgreSQL with the two roles of docs/examples, each
 * made with the statements of the documents as they stand.
 */
public record TwoRoles(Database owner, Database service) {

	private static final Path EXAMPLES = Path.of("docs/examples");

	private static final String PASSWORD = "secret";

	/** Runs roles.sql. The tables are still missing. */
	public static TwoRoles createOn(Database administrator) {
		String[] statements = read("roles.sql").replace("'…'", "'" + PASSWORD + "'").split("\\\\connect ledger\n");
		execute(administrator, statements[0]);
		Database ledger = administrator.named("ledger");
		execute(ledger, statements[1]);
		return new TwoRoles(new Database(ledger.url(), "ledger_owner", PASSWORD),
				new Database(ledger.url(), "ledger_service", PASSWORD));
	}

	/** Runs rights.sql, which needs the tables. */
	public void grantRights() {
		execute(this.owner, read("rights.sql"));
	}

	private static String read(String file) {
		try {
			return Files.readString(EXAMPLES.resolve(file)).replaceAll("(?m)^--.*$", "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One by one: a database cannot be made within the transaction of several. */
	private static void execute(Database database, String statements) {
		for (String statement : statements.split(";\\s*\n(?=([^$]|\\$\\$[^$]*\\$\\$)*$)")) {
			if (!statement.isBlank()) {
				database.execute(statement);
			}
		}
	}

}
