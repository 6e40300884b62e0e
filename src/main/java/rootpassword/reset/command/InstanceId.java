package rootpassword.reset.command;

import java.util.regex.Pattern;

/** The provider's id of an instance; always well formed. */
public record InstanceId(String value) {

	/** The syntax: {@code dds-} and 1 to 60 lowercase letters or digits. */
	public static final String PATTERN = "dds-[a-z0-9]{1,60}";

	private static final Pattern SYNTAX = Pattern.compile(PATTERN);

	/** Neither trims the id nor changes its case. */
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
