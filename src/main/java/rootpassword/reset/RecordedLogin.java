package rootpassword.reset;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/** Logs in after an attempt, and records a success. It throws nothing. */
record RecordedLogin(LoginCheck loginCheck, ResetLedger ledger) {

	private static final Logger LOGGER = System.getLogger(RecordedLogin.class.getName());

	/**
	 * Logs in, and returns true only if the success is in the trail, so that the answer
	 * never says more than the trail. The check stops at the end of the lease: afterwards
	 * another attempt may have set the password.
	 */
	boolean logInAndRecord(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		if (outcome instanceof Rejected) {
			return false;
		}
		try {
			if (this.loginCheck.check(command, admitted.lease()) != LoginCheck.Result.EFFECTIVE) {
				return false;
			}
			this.ledger.recordLogin(admitted.attempt());
			return true;
		}
		catch (LedgerUnavailableException ex) {
			LOGGER.log(Level.WARNING, "Attempt {0}: a successful login is not recorded ({1})", admitted.attempt(),
					ex.getMessage());
			return false;
		}
		catch (Throwable ex) {
			// Not even a bug of the check may hide the provider's answer. The message may
			// quote the password, so only the class is logged.
			LOGGER.log(Level.WARNING, "Attempt {0}: the login check failed with {1}", admitted.attempt(),
					ex.getClass());
			return false;
		}
	}

}
