package rootpassword.alibaba;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import rootpassword.reset.outcome.Rejection;

import static rootpassword.reset.outcome.Rejection.CHARACTER_TYPE;
import static rootpassword.reset.outcome.Rejection.INSTANCE_NOT_FOUND;
import static rootpassword.reset.outcome.Rejection.INSTANCE_STATE;
import static rootpassword.reset.outcome.Rejection.PASSWORD_REFUSED;
import static rootpassword.reset.outcome.Rejection.PROVIDER_DENIED;
import static rootpassword.reset.outcome.Rejection.PROVIDER_THROTTLED;

/**
 * Maps the provider's error codes to rejections. The first matching line decides.
 * {@code *} matches any characters. A final {@code .*} means: the code itself, or the
 * code with any suffix after a dot.
 */
public final class ProviderErrorCodes {

	private static final List<Line> TABLE = List.of(
			// The password breaks the provider's own rule, or equals the current one
			means(PASSWORD_REFUSED, "InvalidAccountPassword.*", "InvalidPassword.*", "*Password*Same*",
					"*Same*Password*"),
			// Sharded clusters require db or cs; replica sets accept neither
			means(CHARACTER_TYPE, "InvalidCharacterType.*", "MissingCharacterType"),
			// The account is always root, so the caller is not at fault
			means(PROVIDER_DENIED, "InvalidAccountName.*"),
			// Also an instance of another account or region
			means(INSTANCE_NOT_FOUND, "InvalidDBInstanceId.*", "InvalidInstanceId.*", "*Instance*.NotFound"),
			// Creating, restarting, locked, busy, or a type without this operation
			means(INSTANCE_STATE, "IncorrectDBInstanceState", "IncorrectDBInstanceLockMode", "IncorrectDBInstanceType",
					"InstanceStatusInvalid", "OperationDenied.DBInstanceStatus", "OperationDenied.AccountStatus",
					"OperationDenied.AccountType", "OperationDenied.DBStatus", "Task.Conflict"),
			// RAM permission; the misspelled codes are the provider's
			means(PROVIDER_DENIED, "Forbidden*", "Forbedden.NotSupportRAM", "Forbbiden.*", "NoPermission",
					"SubAccountNoPermission"),
			// Access key, token, signature, clock
			means(PROVIDER_DENIED, "InvalidAccessKeyId.*", "InvalidSecurityToken.*", "SignatureDoesNotMatch",
					"IncompleteSignature", "InvalidTimeStamp.*"),
			// The owner of the account has not passed the verification of the real name
			means(PROVIDER_DENIED, "RealNameAuthenticationError"),
			// Malformed request: a defect of this service
			means(PROVIDER_DENIED, "Missing*", "InvalidParameter*", "InvalidAction*", "UnsupportedHTTPMethod",
					"InvalidProtocol.NeedSsl"),
			// Too many calls, of this service or of the whole account
			means(PROVIDER_THROTTLED, "Throttling*", "Rejected.Throttling", "LockTimeout"),
			// The provider does not know whether it applied the change
			settlesNothing("InternalError", "ServiceUnavailable", "ResponseEmptyError"),
			// The provider already has the same request, or timed out while it ran
			settlesNothing("SignatureNonceUsed", "*Timeout*"));

	private ProviderErrorCodes() {
	}

	/**
	 * Returns the reason why nothing was changed; empty if the outcome is unknown.
	 * @param status of the answer, or 0 if it is not known: then an unlisted code tells
	 * nothing
	 */
	public static Optional<Rejection> meaning(String code, int status) {
		return TABLE.stream()
			.filter((line) -> line.codes.matcher(code).matches())
			.findFirst()
			.map(Line::meaning)
			.orElseGet(() -> unlisted(status));
	}

	// An unlisted code with a 4xx status is a refusal, except 408 (timeout) and 409
	// (conflict): there the request may still take effect. With any other status (5xx,
	// 2xx, none) the outcome is unknown.
	private static Optional<Rejection> unlisted(int status) {
		return (status >= 400 && status < 500 && status != 408 && status != 409) ? Optional.of(PROVIDER_DENIED)
				: Optional.empty();
	}

	private static Line means(Rejection meaning, String... codes) {
		return new Line(pattern(codes), Optional.of(meaning));
	}

	private static Line settlesNothing(String... codes) {
		return new Line(pattern(codes), Optional.empty());
	}

	private static Pattern pattern(String... codes) {
		return Pattern.compile(Arrays.stream(codes).map(ProviderErrorCodes::regex).collect(Collectors.joining("|")));
	}

	private static String regex(String code) {
		String optionalTail = code.endsWith(".*") ? "(\\..*)?" : "";
		String rest = optionalTail.isEmpty() ? code : code.substring(0, code.length() - 2);
		return Arrays.stream(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))
				+ optionalTail;
	}

	private record Line(Pattern codes, Optional<Rejection> meaning) {
	}

}
