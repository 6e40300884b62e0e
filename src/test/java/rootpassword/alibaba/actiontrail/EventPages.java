package rootpassword.alibaba.actiontrail;

import java.nio.charset.StandardCharsets;

import rootpassword.kit.provider.TrailEvent;
import rootpassword.reset.reconciliation.Lookup.Page;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with one event.
 */
final class EventPages {

	private EventPages() {
	}

	static Page read(TrailEvent event) {
		return (Page) EventReader.read(200, answer("[" + json(event) + "]", ""));
	}

	static String json(TrailEvent event) {
		return JsonMapper.shared().writeValueAsString(event.fields());
	}

	static byte[] answer(String events, String more) {
		return ("{\"RequestId\":\"1\",\"Events\":" + events + more + "}").getBytes(StandardCharsets.UTF_8);
	}

}
