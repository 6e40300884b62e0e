package rootpassword.ledger;

import java.io.IOException;

import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;

/**
 * A program that opens and prints one attempt per line of input, until it is killed.
 */
public final class OpenThenWait {

	private OpenThenWait() {
	}

	public static void main(String[] args) throws IOException {
		Replica replica = new Replica(new Database(args[0], "sa", ""));
		for (int number = 0; System.in.read() != -1; number++) {
			System.out.println("opened " + replica.admit(Commands.reset("dds-" + number).build()).attempt());
		}
	}

}
