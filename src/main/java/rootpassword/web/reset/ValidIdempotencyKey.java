package rootpassword.web.reset;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The header, if there is one, holds an idempotency key.
 */
@Documented
@Constraint(validatedBy = ValidIdempotencyKey.Validator.class)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface ValidIdempotencyKey {

	String message() default "malformed";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Tries to read it.
	 */
	final class Validator implements ConstraintValidator<ValidIdempotencyKey, String> {

		@Override
		public boolean isValid(@Nullable String header, ConstraintValidatorContext context) {
			return header == null || IdempotencyKeyHeader.parse(header) != null;
		}

	}

}
