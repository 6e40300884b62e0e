package rootpassword.ledger;

import java.io.IOException;
import java.time.Duration;

import rootpassword.kit.database.Database;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.InstanceId;
import rootpassword.reset.Origin;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.password.RootPassword;

/**
 * A program that opens one attempt per line of input, says so, and waits to be killed.
 */
public final class OpenThenWait {

	private OpenThenWait() {
	}

	public static void main(String[] args) throws IOException {
		Replica replica = new Replica(new Database(args[0], "sa", ""), Duration.ofSeconds(30));
		for (int number = 0; System.in.read() != -1; number++) {
			ResetCommand command = new ResetCommand(new InstanceId("dds-" + number), new RootPassword(new char[0]),
					null, new Origin(new Actor("portal", null, "::1"), null, null), null);
			System.out.println("opened " + ((Admitted) replica.ledger.open(command)).attempt());
		}
	}

}
