package rootpassword.alibaba;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Rejection;

import static rootpassword.reset.Rejection.CHARACTER_TYPE;
import static rootpassword.reset.Rejection.INSTANCE_NOT_FOUND;
import static rootpassword.reset.Rejection.INSTANCE_STATE;
import static rootpassword.reset.Rejection.PASSWORD_REFUSED;
import static rootpassword.reset.Rejection.PROVIDER_DENIED;
import static rootpassword.reset.Rejection.PROVIDER_THROTTLED;

/**
 * What the provider's error codes mean for us. The first line that fits counts; {@code *}
 * is any run of characters, and {@code .*} at the end may also be missing.
 */
final class ProviderErrorCodes {

	private static final @Nullable Rejection UNKNOWN_OUTCOME = null;

	private static final List<Line> TABLE = List.of(
			// The password breaks the provider's own rule
			means(PASSWORD_REFUSED, "InvalidAccountPassword.*", "InvalidPassword.Malformed"),
			// Sharded clusters want db or cs; replica sets want neither
			means(CHARACTER_TYPE, "InvalidCharacterType.*", "MissingCharacterType"),
			// We send root: a fault of ours or of the instance type, not of the caller
			means(PROVIDER_DENIED, "InvalidAccountName.*"),
			// Also an instance of another account or region
			means(INSTANCE_NOT_FOUND, "InvalidDBInstanceId.*", "InvalidInstanceId.*", "*InstanceId*.NotFound",
					"InvalidDBInstance.NotFound"),
			// Creating, restarting, locked, of a type without this operation, or busy
			means(INSTANCE_STATE, "IncorrectDBInstanceState", "IncorrectDBInstanceLockMode", "IncorrectDBInstanceType",
					"InstanceStatusInvalid", "OperationDenied.DBInstanceStatus", "OperationDenied.AccountStatus",
					"OperationDenied.AccountType", "OperationDenied.DBStatus", "Task.Conflict"),
			// RAM permission; two of the spellings are the provider's own
			means(PROVIDER_DENIED, "Forbidden*", "Forbedden.NotSupportRAM", "Forbbiden.*", "NoPermission",
					"SubAccountNoPermission"),
			// Access key, token, signature, clock
			means(PROVIDER_DENIED, "InvalidAccessKeyId.*", "InvalidSecurityToken.*", "SignatureDoesNotMatch",
					"IncompleteSignature", "InvalidTimeStamp.*"),
			// Account standing
			means(PROVIDER_DENIED, "RealNameAuthenticationError"),
			// A request that we should not have built so
			means(PROVIDER_DENIED, "Missing*", "InvalidParameter*", "InvalidAction*", "UnsupportedHTTPMethod",
					"InvalidProtocol.NeedSsl"),
			// Too many calls, ours or the whole account's
			means(PROVIDER_THROTTLED, "Throttling*", "Rejected.Throttling", "LockTimeout"),
			// The provider itself does not know how far it came
			means(UNKNOWN_OUTCOME, "InternalError", "ServiceUnavailable", "ResponseEmptyError"),
			// The provider has this very request already, or lost patience with it on its
			// way
			means(UNKNOWN_OUTCOME, "SignatureNonceUsed", "*Timeout*"));

	private ProviderErrorCodes() {
	}

	/**
	 * Why nothing was changed, or empty if nobody knows whether something was.
	 */
	static Optional<Rejection> meaning(String code, int status) {
		return TABLE.stream()
			.filter((line) -> line.codes.matcher(code).matches())
			.findFirst()
			.map((line) -> Optional.ofNullable(line.meaning))
			.orElseGet(() -> unlisted(status));
	}

	// A refusal that we do not know yet is a refusal all the same. A timeout (408) or a
	// conflict (409) may speak of a request that goes on; any other status with a code
	// contradicts itself.
	private static Optional<Rejection> unlisted(int status) {
		return (status >= 400 && status < 500 && status != 408 && status != 409) ? Optional.of(PROVIDER_DENIED)
				: Optional.empty();
	}

	private static Line means(@Nullable Rejection meaning, String... codes) {
		return new Line(Pattern
			.compile(Arrays.stream(codes).map(ProviderErrorCodes::regularExpression).collect(Collectors.joining("|"))),
				meaning);
	}

	private static String regularExpression(String code) {
		String optionalTail = code.endsWith(".*") ? "(\\..*)?" : "";
		String rest = optionalTail.isEmpty() ? code : code.substring(0, code.length() - 2);
		return Arrays.stream(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))
				+ optionalTail;
	}

	private record Line(Pattern codes, @Nullable Rejection meaning) {
	}

}
