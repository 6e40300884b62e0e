package rootpassword.web.problem;

import java.util.List;

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
	 * @param faults a fault in {@code On-Behalf-Of} leaves out the user, because that
	 * header may contain the password
	 */
	void record(Rejection reason, List<Fault> faults, RequestContext context) {
		if (context.action() != Action.RESET && context.action() != Action.VALIDATE) {
			return;
		}
		boolean userAtFault = faults.stream().anyMatch((fault) -> RequestContext.ON_BEHALF_OF.equals(fault.header()));
		Actor actor = userAtFault ? context.actor().onBehalfOf(null) : context.actor();
		try {
			this.ledger.note(new EarlyRefusal(new Origin(actor, null, RequestContext.traceId()), context.instance(),
					reason, context.action() == Action.VALIDATE));
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("A refusal ({}) of {} is not in the trail", reason.code(), actor.caller(), ex);
		}
	}

}
