package rootpassword.export.ocsf;

import java.util.List;

import wiremock.com.networknt.schema.InputFormat;
import wiremock.com.networknt.schema.JsonSchema;
import wiremock.com.networknt.schema.JsonSchemaFactory;
import wiremock.com.networknt.schema.SpecVersion;
import wiremock.com.networknt.schema.ValidationMessage;

/**
 * The class Account Change of OCSF 1.8.0, as JSON Schema.
 */
public final class OcsfSchema {

	private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
		.getSchema(OcsfSchema.class.getResourceAsStream("/ocsf/account_change-1.8.0.json"));

	private OcsfSchema() {
	}

	/** What is wrong with an event. */
	public static List<String> faults(String event) {
		return SCHEMA.validate(event, InputFormat.JSON).stream().map(ValidationMessage::getMessage).toList();
	}

}
