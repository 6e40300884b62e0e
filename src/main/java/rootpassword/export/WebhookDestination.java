package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.crypto.SecretKey;

import rootpassword.export.ocsf.AccountChange;
import rootpassword.export.ocsf.RowFacts;
import rootpassword.keys.Hashes;
import rootpassword.reset.evidence.SealedRow;
import tools.jackson.databind.json.JsonMapper;

/**
 * A webhook: CloudEvents 1.0 in batches of JSON, signed as Standard Webhooks.
 *
 * @param keys each makes a signature, and the receiver needs one that it knows
 */
record WebhookDestination(Post post, List<? extends SecretKey> keys, AccountChange ocsf) implements Destination {

	WebhookDestination(URI url, List<? extends SecretKey> keys, AccountChange ocsf, Duration deadline) {
		this(new Post(url, deadline), keys, ocsf);
	}

	@Override
	public String name() {
		return "webhook";
	}

	@Override
	public void send(List<SealedRow> rows) throws IOException {
		byte[] body = JsonMapper.shared().writeValueAsBytes(rows.stream().map(this::event).toList());
		// The same for the same rows only, so that the receiver can know a repeat. An id
		// must not contain a full stop, and an origin may
		String content = rows.stream().map(this.ocsf::id).collect(Collectors.joining("\n"));
		String id = "trail_" + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)) + "_"
				+ rows.getFirst().index() + "_" + rows.getLast().index();
		String timestamp = String.valueOf(Instant.now().getEpochSecond());
		byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
		this.post.send(
				Map.of("Content-Type", "application/cloudevents-batch+json; charset=utf-8", "webhook-id", id,
						"webhook-timestamp", timestamp, "webhook-signature",
						this.keys.stream().map((key) -> signature(key, head, body)).collect(Collectors.joining(" "))),
				body);
	}

	private Map<String, Object> event(SealedRow row) {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("specversion", "1.0");
		event.put("id", this.ocsf.id(row));
		event.put("source", "urn:root-password:" + URLEncoder.encode(this.ocsf.origin(), StandardCharsets.UTF_8));
		event.put("type", "root-password.trail." + row.text("event"));
		String instance = row.text("instance");
		if (instance != null) {
			event.put("subject", instance);
		}
		event.put("time", RowFacts.time(row).toString());
		// Of one length, because the extension "sequence" is compared as text
		event.put("sequence", String.format(Locale.ROOT, "%016d", row.index()));
		event.put("datacontenttype", "application/json");
		event.put("data", this.ocsf.of(row));
		return event;
	}

	private static String signature(SecretKey key, byte[] head, byte[] body) {
		return "v1," + Base64.getEncoder().encodeToString(Hashes.hmacSha256(key, head, body));
	}

}
