package rootpassword.alibaba.actiontrail;

import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import com.aliyuncs.http.HttpRequest;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.credentials.AccessKeys.NoCredentialsException;
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;

/** Calls LookupEvents of ActionTrail, version 2020-07-06. */
final class ActionTrailClient {

	private static final int MAX_RESULTS = 50;

	private final RequestSigner signer;

	private final AccessKeys accessKeys;

	private final AtMostOnceClient client;

	/** Smaller after an answer that was too long or too slow. */
	private volatile int pageSize = MAX_RESULTS;

	ActionTrailClient(RequestSigner signer, AccessKeys accessKeys, AtMostOnceClient client) {
		this.signer = signer;
		this.accessKeys = accessKeys;
		this.client = client;
	}

	/** Sends one query, and returns by the deadline of the reading. */
	Lookup lookUp(Reading reading) {
		HttpRequest signed;
		try {
			signed = this.signer.sign("LookupEvents", parameters(reading), this.accessKeys);
		}
		catch (NoCredentialsException ex) {
			return new Failed(Failure.UNANSWERED, ex.cause());
		}
		return switch (this.client.post(URI.create(signed.getSysUrl()), signed.getSysHeaders(), signed.getHttpContent(),
				reading.deadline())) {
			case Unsent(String cause) -> new Failed(Failure.UNANSWERED, cause);
			case Unanswered(String cause, int status) -> {
				if (status == 200) {
					this.pageSize = Math.max(1, this.pageSize / 2);
				}
				yield new Failed(Failure.UNANSWERED, cause);
			}
			case Answered answered -> read(answered);
		};
	}

	private Lookup read(Answered answered) {
		Lookup lookup = EventReader.read(answered.status(), answered.body());
		// Events repeat the parameters of calls
		Arrays.fill(answered.body(), (byte) 0);
		switch (lookup) {
			case Page page -> this.pageSize = Math.min(MAX_RESULTS, this.pageSize * 2);
			case Failed failed -> this.accessKeys.renewIfRefused(failed.code());
		}
		return lookup;
	}

	/**
	 * The times in whole seconds. It is not documented whether the API includes the first
	 * and the last second, so the query begins in the last second of the window before.
	 */
	private Map<String, String> parameters(Reading reading) {
		Map<String, String> parameters = new HashMap<>();
		parameters.put("LookupAttribute.1.Key", "EventName");
		parameters.put("LookupAttribute.1.Value", EventReader.EVENT_NAME);
		parameters.put("StartTime", reading.from().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1).toString());
		parameters.put("EndTime", reading.to().truncatedTo(ChronoUnit.SECONDS).toString());
		parameters.put("MaxResults", String.valueOf(this.pageSize));
		if (reading.token() != null) {
			parameters.put("NextToken", reading.token());
		}
		return parameters;
	}

}
