package rootpassword.export.ocsf;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Targets;
import rootpassword.reset.evidence.SealedRow;

/**
 * Maps rows of the trail to the class Account Change (3001) of OCSF 1.8.0, with the
 * profile Cloud. It works on the columns alone, so it also maps events of later versions,
 * as the activity Other. Nothing is lost, because the field {@code raw_data} is the
 * canonical row.
 *
 * @param origin the name of the log, a part of each event's id
 * @param targets tell region and account, because a row has only the name of its target
 */
public record AccountChange(String origin, Targets targets) {

	private static final String VERSION = "1.8.0";

	private static final int CLASS = 3001;

	private static final int PASSWORD_RESET = 4;

	private static final int OTHER = 99;

	/** Events about a request to reset a password; all others changed nothing. */
	private static final Set<String> RESETS = Set.of("opened", "settled", "refused", "reconciled", "foreign-change");

	/** Columns with a place of their own. */
	private static final Set<String> MAPPED = Set.of("v", "at", "event", "attempt_id", "caller", "identity",
			"source_address", "instance", "outcome", "rejection", "provider_code", "occurrences");

	public Map<String, Object> of(SealedRow row) {
		String event = String.valueOf(row.text("event"));
		int activity = RESETS.contains(event) ? PASSWORD_RESET : OTHER;
		String name = (activity == PASSWORD_RESET) ? "Password Reset" : event;
		Status status = status(event, row.text("outcome"));
		String instance = row.text("instance");
		Map<String, Object> mapped = new LinkedHashMap<>();
		mapped.put("category_uid", CLASS / 1000);
		mapped.put("category_name", "Identity & Access Management");
		mapped.put("class_uid", CLASS);
		mapped.put("class_name", "Account Change");
		mapped.put("activity_id", activity);
		mapped.put("activity_name", name);
		mapped.put("type_uid", CLASS * 100 + activity);
		mapped.put("type_name", "Account Change: " + name);
		RowFacts.Severity severity = RowFacts.severity(row);
		mapped.put("severity_id", severity.id);
		mapped.put("severity", severity.caption);
		mapped.put("status_id", status.id);
		mapped.put("status", status.caption);
		mapped.put("status_detail", Objects.requireNonNullElse(row.text("rejection"),
				Objects.requireNonNullElse(row.text("outcome"), event)));
		put(mapped, "status_code", row.text("provider_code"));
		put(mapped, "count", row.number("occurrences"));
		mapped.put("time", RowFacts.time(row).toEpochMilli());
		Map<String, Object> cloud = cloud(row.text("target"));
		mapped.put("metadata", metadata(row, cloud != null));
		put(mapped, "cloud", cloud);
		mapped.put("user", user(instance));
		mapped.put("actor", actor(row));
		String source = String.valueOf(row.text("source_address"));
		mapped.put("src_endpoint", Map.of(source.matches("[0-9.]+|[0-9A-Fa-f:.]*:.*") ? "ip" : "name", source));
		if (instance != null) {
			mapped.put("observables",
					List.of(ordered("name", "user.domain", "type_id", 10, "type", "Resource UID", "value", instance)));
		}
		put(mapped, "raw_data", row.row());
		mapped.put("unmapped", unmapped(row));
		return mapped;
	}

	/** The id of the event, which no other row ever gets. */
	public String id(SealedRow row) {
		return this.origin + "/" + row.index() + "/" + row.shortHash();
	}

	/** {@code null} for a target that is not, or no longer, configured. */
	private @Nullable Map<String, Object> cloud(@Nullable String name) {
		return this.targets.all()
			.stream()
			.filter((target) -> target.name().equals(name))
			.findFirst()
			.map((target) -> ordered("provider", "Alibaba Cloud", "region", target.region(), "account",
					(target.account() != null) ? Map.of("uid", target.account()) : null))
			.orElse(null);
	}

	private Map<String, Object> metadata(SealedRow row, boolean isCloud) {
		Map<String, Object> metadata = new LinkedHashMap<>();
		metadata.put("version", VERSION);
		put(metadata, "profiles", isCloud ? List.of("cloud") : null);
		metadata.put("product", Map.of("name", "root-password"));
		metadata.put("uid", id(row));
		metadata.put("sequence", row.index());
		metadata.put("log_name", "trail");
		metadata.put("event_code", String.valueOf(row.text("event")));
		metadata.put("original_event_uid", String.valueOf(row.seq()));
		metadata.put("original_time", RowFacts.time(row).toString());
		metadata.put("logged_time", row.at().toEpochMilli());
		put(metadata, "correlation_uid", row.text("attempt_id"));
		return metadata;
	}

	/** The account whose password it is about. */
	private static Map<String, Object> user(@Nullable String instance) {
		return ordered("name", "root", "type_id", 2, "type", "Admin", "domain", instance, "uid",
				(instance != null) ? instance + "/root" : null);
	}

	/** The caller and its user; of a foreign change the account that signed the call. */
	private static Map<String, Object> actor(SealedRow row) {
		Map<String, Object> actor = new LinkedHashMap<>();
		String user = RowFacts.user(row);
		if (RowFacts.isForeign(row)) {
			user = Objects.requireNonNullElse(user, "unknown");
		}
		else {
			actor.put("app_name", String.valueOf(row.text("caller")));
		}
		put(actor, "app_uid", row.text("identity"));
		if (user != null) {
			// Only the caller has verified an asserted user
			boolean asserted = row.text("asserted_user") != null;
			actor.put("user", ordered("name", user, "type_id", asserted ? OTHER : 0, "type",
					asserted ? "Asserted by the caller" : "Unknown"));
		}
		return actor;
	}

	private static Map<String, Object> unmapped(SealedRow row) {
		Map<String, Object> unmapped = new TreeMap<>(row.columns());
		unmapped.keySet().removeAll(MAPPED);
		unmapped.put("index", row.index());
		unmapped.put("leaf_hash", HexFormat.of().formatHex(Base64.getDecoder().decode(row.leafHash())));
		return unmapped;
	}

	private static Status status(String event, @Nullable String outcome) {
		if (event.equals("opened")) {
			return new Status(OTHER, "Opened");
		}
		if (outcome == null) {
			return (event.equals("foreign-change") || event.equals("login-checked")) ? Status.SUCCESS : Status.UNKNOWN;
		}
		return switch (outcome) {
			case "accepted", "acceptable" -> Status.SUCCESS;
			case "rejected" -> Status.FAILURE;
			case "unconfirmed" -> Status.UNKNOWN;
			default -> new Status(OTHER, outcome);
		};
	}

	/** Leaves out values that are null. The same rows must always make the same bytes. */
	private static Map<String, Object> ordered(@Nullable Object... namesAndValues) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			put(map, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return map;
	}

	private static void put(Map<String, Object> map, String name, @Nullable Object value) {
		if (value != null) {
			map.put(name, value);
		}
	}

	/** The enumeration {@code status_id} with its caption. */
	private record Status(int id, String caption) {

		private static final Status UNKNOWN = new Status(0, "Unknown");

		private static final Status SUCCESS = new Status(1, "Success");

		private static final Status FAILURE = new Status(2, "Failure");

	}

}
