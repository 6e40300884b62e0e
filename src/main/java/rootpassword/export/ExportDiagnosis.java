package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Reachability;
import rootpassword.doctor.Setup;
import rootpassword.export.Post.RefusedException;

/** Checks the destinations of the streams, without a row. */
public final class ExportDiagnosis {

	private static final String NAME = "export";

	private ExportDiagnosis() {
	}

	public static List<Check> checks(Setup setup) {
		ExportProperties properties = setup.bind(ExportProperties.class);
		List<Check> checks = new ArrayList<>();
		if (properties.otlp().enabled()) {
			OtlpEndpoint endpoint = OtlpEndpoint.of(setup.environment());
			checks.add(Check.of(NAME, null, Needs.NETWORK, () -> collector(setup, endpoint)));
		}
		URI webhook = properties.webhook().url;
		if (webhook != null) {
			// A webhook has no request that means nothing
			checks.add(Check.of(NAME, null, Needs.NETWORK, () -> Reachability.of(NAME, webhook, setup)));
		}
		return checks;
	}

	/** Posts a message without a record. */
	private static Finding collector(Setup setup, OtlpEndpoint endpoint) {
		Finding way = Reachability.of(NAME, endpoint.url(), setup);
		if (!way.help().isEmpty()) {
			return way;
		}
		Map<String, String> headers = new HashMap<>(endpoint.headers());
		headers.put("Content-Type", "application/x-protobuf");
		try {
			new Post(setup.client(), endpoint.url(), Setup.LIMIT).send(headers, new byte[0]);
			return Finding.ok(NAME, "the collector " + endpoint.url().getRawAuthority() + " takes log records");
		}
		catch (RefusedException ex) {
			return Finding.fail(NAME, "the collector refuses log records with HTTP " + ex.status,
					"correct the path of the endpoint, or its headers");
		}
		catch (IOException ex) {
			return Finding.fail(NAME, "the collector does not answer: " + ex.getMessage(), "see its log");
		}
	}

}
