package rootpassword.export.ocsf;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.reset.evidence.SealedRow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class AccountChangeTests {

	private final AccountChange mapper = SampleRows.mapper("root-password");

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			opened,         -,           4,  99, Opened
			settled,        accepted,    4,  1,  Success
			settled,        rejected,    4,  2,  Failure
			settled,        unconfirmed, 4,  0,  Unknown
			refused,        rejected,    4,  2,  Failure
			reconciled,     accepted,    4,  1,  Success
			reconciled,     rejected,    4,  2,  Failure
			foreign-change, -,           4,  1,  Success
			validated,      acceptable,  99, 1,  Success
			validated,      rejected,    99, 2,  Failure
			replayed,       accepted,    99, 1,  Success
			summarised,     replayed,    99, 99, replayed
			login-checked,  -,           99, 1,  Success
			something-new,  -,           99, 0,  Unknown
			""")
	void mapsEachEvent(String event, String outcome, int activity, int statusId, String status) {
		JsonNode mapped = map(SampleRows.row(3, event, "outcome", outcome, "instance", "dds-demo1"));
		assertThat(mapped.path("activity_id").intValue()).isEqualTo(activity);
		assertThat(mapped.path("type_uid").intValue()).isEqualTo(300_100 + activity);
		assertThat(mapped.path("activity_name").stringValue()).isEqualTo((activity == 4) ? "Password Reset" : event);
		assertThat(mapped.path("status_id").intValue()).isEqualTo(statusId);
		assertThat(mapped.path("status").stringValue()).isEqualTo(status);
	}

	@Test
	void keepsEveryFactOfTheRow() {
		SealedRow row = SampleRows.row(3, "settled", "instance", "dds-demo1", "outcome", "rejected", "rejection",
				"instance-state", "provider_code", "OperationDenied", "reason", "INC-1", "occurrences", 5L, "subject",
				"alice");
		JsonNode mapped = map(row);
		assertThat(mapped.path("raw_data").stringValue()).isEqualTo(row.row());
		assertThat(CanonicalRow.parse(mapped.path("raw_data").stringValue().getBytes()).leafHash().base64())
			.isEqualTo(row.leafHash());
		assertThat(mapped.at("/unmapped/leaf_hash").stringValue()).hasSize(64);
		assertThat(mapped.at("/unmapped/reason").stringValue()).isEqualTo("INC-1");
		assertThat(mapped.path("status_detail").stringValue()).isEqualTo("instance-state");
		assertThat(mapped.path("status_code").stringValue()).isEqualTo("OperationDenied");
		assertThat(mapped.path("count").intValue()).isEqualTo(5);
		assertThat(mapped.path("time").longValue()).isEqualTo(1_795_444_273_219L);
		assertThat(mapped.at("/metadata/original_time").stringValue()).isEqualTo("2026-11-23T14:31:13.219135Z");
		assertThat(mapped.at("/metadata/uid").stringValue()).matches("root-password/3/[A-Za-z0-9_-]{16}");
		assertThat(mapped.at("/user/uid").stringValue()).isEqualTo("dds-demo1/root");
		assertThat(mapped.at("/actor/app_name").stringValue()).isEqualTo("portal");
		assertThat(mapped.at("/actor/user/name").stringValue()).isEqualTo("alice");
	}

	@Test
	void tellsWhoChangedAPasswordBesideTheServiceAndWhen() {
		JsonNode mapped = map(SampleRows.row(3, "foreign-change", "caller", "-", "identity", null, "outcome",
				"accepted", "provider_user", "mallory", "provider_time", Instant.parse("2026-11-23T14:00:00.5Z")));
		assertThat(mapped.at("/actor/user/name").stringValue()).isEqualTo("mallory");
		assertThat(mapped.path("actor").has("app_name")).isFalse();
		assertThat(mapped.path("time").longValue()).isEqualTo(1_795_442_400_500L);
		assertThat(mapped.at("/metadata/original_time").stringValue()).isEqualTo("2026-11-23T14:00:00.500Z");
		assertThat(mapped.at("/metadata/logged_time").longValue()).isEqualTo(1_795_444_273_219L);
		JsonNode nobody = map(SampleRows.row(3, "foreign-change", "caller", "-", "identity", null));
		assertThat(nobody.at("/actor/user/name").stringValue()).isEqualTo("unknown");
		assertThat(nobody.path("time").longValue()).isEqualTo(1_795_444_273_219L);
	}

	@ParameterizedTest
	@CsvSource({ "settled, accepted, 1, Informational", "settled, rejected, 2, Low", "settled, unconfirmed, 3, Medium",
			"refused, rejected, 2, Low", "foreign-change, accepted, 4, High", "opened, , 1, Informational" })
	void theSeverityIsThatOfTheOutcome(String event, String outcome, int id, String caption) {
		JsonNode mapped = map(SampleRows.row(3, event, "outcome", outcome));
		assertThat(mapped.path("severity_id").intValue()).isEqualTo(id);
		assertThat(mapped.path("severity").stringValue()).isEqualTo(caption);
	}

	/** The profile Cloud needs at least the provider; an account needs at least an id. */
	@ParameterizedTest
	@CsvSource(nullValues = "-", quoteCharacter = '`', delimiter = '|', textBlock = """
			singapore | {"provider":"Alibaba Cloud","region":"ap-southeast-1","account":{"uid":"1234567890123456"}}
			default   | {"provider":"Alibaba Cloud"}
			removed   | -
			-         | -
			""")
	void tellsRegionAndAccountAsFarAsTheyAreConfigured(String target, String cloud) {
		SealedRow row = SampleRows.row(3, "settled", "outcome", "accepted", "target", target);
		JsonNode mapped = map(row);
		assertThat(OcsfSchema.faults(json(row))).isEmpty();
		assertThat(mapped.has("cloud") ? mapped.path("cloud").toString() : null).isEqualTo(cloud);
		assertThat(mapped.at("/metadata/profiles").toString()).isEqualTo((cloud != null) ? "[\"cloud\"]" : "");
		assertThat(mapped.at("/unmapped/target").stringValue(null)).isEqualTo(target);
	}

	@Test
	void saysThatAnAssertedUserIsOnlyAsserted() {
		JsonNode user = map(SampleRows.settled(0, "accepted")).at("/actor/user");
		assertThat(user.path("name").stringValue()).isEqualTo("alice@example.com");
		assertThat(user.path("type").stringValue()).isEqualTo("Asserted by the caller");
	}

	@ParameterizedTest
	@ValueSource(strings = { "opened", "settled", "refused", "validated", "replayed", "summarised", "reconciled",
			"foreign-change", "login-checked", "something-new" })
	void agreesWithThePublishedSchema(String event) {
		for (String address : new String[] { "192.0.2.7", "::1", "2001:db8::7", "fe80::1%eth0", "actiontrail" }) {
			for (SealedRow row : new SealedRow[] { SampleRows.row(0, event, "source_address", address),
					SampleRows.row(1, event, "source_address", address, "instance", "dds-demo1", "outcome", "rejected",
							"rejection", "rate-limited", "occurrences", 3L, "asserted_user", "alice", "subject", "s",
							"provider_status", 400L, "provider_user", "bob", "provider_time", Instant.EPOCH,
							"a_later_column", 1L) }) {
				assertThat(OcsfSchema.faults(json(row))).isEmpty();
			}
		}
	}

	@Test
	void theSchemaFindsFaults() {
		String event = json(SampleRows.settled(0, "accepted"));
		assertThat(OcsfSchema.faults(event.replace("\"status_id\":1", "\"status_id\":7"))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("\"version\":\"1.8.0\",", ""))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("\"user\":", "\"usher\":"))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("192.0.2.7", "nowhere"))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("\"provider\":", "\"cloud_provider\":"))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("{\"uid\":\"1234567890123456\"}", "{}"))).isNotEmpty();
		assertThat(OcsfSchema.faults(event.replace("[\"cloud\"]", "[\"host\"]"))).isNotEmpty();
	}

	private JsonNode map(SealedRow row) {
		return JsonMapper.shared().readTree(json(row));
	}

	private String json(SealedRow row) {
		return JsonMapper.shared().writeValueAsString(this.mapper.of(row));
	}

}
