package peer;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
class AuditRow {

	@Id
	@GeneratedValue
	Long id;

	Instant at;

	String caller;

	String instanceId;

	String reason;

	String outcome;

	String requestId;

	protected AuditRow() {
	}

	AuditRow(Instant at, String caller, String instanceId, String reason, String outcome, String requestId) {
		this.at = at;
		this.caller = caller;
		this.instanceId = instanceId;
		this.reason = reason;
		this.outcome = outcome;
		this.requestId = requestId;
	}

}
