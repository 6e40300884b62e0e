package rootpassword.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.reset.Actor;
import rootpassword.reset.InstanceId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Refusal;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetLedger;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Puts resets and dry runs that were refused to a known caller into the trail; if it
 * cannot, the refusal is answered all the same.
 */
final class RefusalNotes {

	private static final Logger logger = LoggerFactory.getLogger(RefusalNotes.class);

	private static final PathPattern RESET = PathPatternParser.defaultInstance.parse(RootPasswordController.PATH);

	private static final PathPattern VALIDATION = PathPatternParser.defaultInstance
		.parse(RootPasswordController.VALIDATION);

	private final ResetLedger ledger;

	RefusalNotes(ResetLedger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Notes the refusal, if it is one of a reset or dry run.
	 * @param faults a user's name that is at fault is not noted: it may hold the password
	 */
	void note(Rejection reason, List<Fault> faults, HttpServletRequest request) {
		Actor actor = Requester.of(request);
		PathContainer path = PathContainer.parsePath(request.getRequestURI());
		boolean validation = VALIDATION.matches(path);
		PathPattern.PathMatchInfo match = (validation ? VALIDATION : RESET).matchAndExtract(path);
		if (actor == null || match == null || !HttpMethod.POST.matches(request.getMethod())) {
			return;
		}
		if (faults.stream().anyMatch((fault) -> Requester.ON_BEHALF_OF.equals(fault.header()))) {
			actor = actor.onBehalfOf(null);
		}
		String instance = match.getUriVariables().getOrDefault("instanceId", "");
		try {
			this.ledger.note(new Refusal(actor, InstanceId.isValid(instance) ? new InstanceId(instance) : null, reason,
					Requester.traceId(), validation));
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("A refusal ({}) of {} is not in the trail", reason.code(), actor.caller(), ex);
		}
	}

}
