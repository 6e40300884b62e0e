package rootpassword.reset;

import java.util.regex.Pattern;

/**
 * Names one ApsaraDB for MongoDB instance; there is no malformed one.
 */
public record InstanceId(String value) {

	/**
	 * What the provider's ids look like: {@code dds-} and 1 to 60 lowercase letters or
	 * digits.
	 */
	public static final String PATTERN = "dds-[a-z0-9]{1,60}";

	private static final Pattern SYNTAX = Pattern.compile(PATTERN);

	/**
	 * Takes the id as it stands; nothing is trimmed or lower-cased.
	 * @throws IllegalArgumentException if it does not match {@link #PATTERN}
	 */
	public InstanceId {
		if (!isValid(value)) {
			throw new IllegalArgumentException("An instance id has the form " + PATTERN);
		}
	}

	public static boolean isValid(String candidate) {
		return SYNTAX.matcher(candidate).matches();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
