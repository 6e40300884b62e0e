package rootpassword.web.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.Rejection;

/**
 * Records refused resets and validations of an authenticated caller in the trail, if the
 * core never saw them. A failure to record does not change the response.
 */
@Component
final class EarlyRefusalRecorder {

	private static final Logger logger = LoggerFactory.getLogger(EarlyRefusalRecorder.class);

	private final ResetLedger ledger;

	EarlyRefusalRecorder(ResetLedger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Records the refusal, if the request is a reset or a validation.
	 * @param comparedWithPassword whether the caller's texts are known not to contain the
	 * password; otherwise the row leaves out the user, because the trail is kept for ever
	 */
	void record(Rejection reason, boolean comparedWithPassword, RequestContext context) {
		if (context.action() != Action.RESET && context.action() != Action.VALIDATE) {
			return;
		}
		Actor actor = comparedWithPassword ? context.actor() : context.actor().onBehalfOf(null);
		try {
			this.ledger.note(new EarlyRefusal(new Origin(actor, null, RequestContext.traceId()), context.instance(),
					reason, context.action() == Action.VALIDATE));
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("A refusal ({}) of {} is not in the trail ({})", reason.code(), actor.caller(),
					ex.getMessage());
		}
	}

}
