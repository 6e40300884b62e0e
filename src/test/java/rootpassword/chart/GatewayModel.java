package rootpassword.chart;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * The specification of an HTTPRoute as classes that were generated from the Gateway API:
 * they know the names and the types of its fields.
 */
final class GatewayModel {

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.annotationIntrospector(new WithoutOtherFields())
		.build();

	private GatewayModel() {
	}

	/**
	 * Checks an HTTPRoute.
	 * @throws IllegalArgumentException if it has a field that is unknown or ill-typed
	 */
	static void validate(Manifest route) {
		try {
			STRICT.treeToValue(route.at("/spec"), HTTPRouteSpec.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(route + ": " + ex.getMessage(), ex);
		}
	}

	/** The classes would otherwise keep unknown fields beside the known ones. */
	private static final class WithoutOtherFields extends JacksonAnnotationIntrospector {

		@Override
		public Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
			return false;
		}

	}

}
