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
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.PasswordRule;
import rootpassword.reset.password.RootPassword;

/**
 * There is a password, and it breaks no rule of the {@link PasswordPolicy}; each broken
 * rule is a violation of its own, whose message is the rule's code.
 */
@Documented
@Constraint(validatedBy = ValidRootPassword.Validator.class)
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
@Retention(RetentionPolicy.RUNTIME)
@interface ValidRootPassword {

	String message() default "required";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Asks the policy.
	 */
	final class Validator implements ConstraintValidator<ValidRootPassword, RootPassword> {

		private final PasswordPolicy policy;

		Validator(PasswordPolicy policy) {
			this.policy = policy;
		}

		@Override
		public boolean isValid(@Nullable RootPassword password, ConstraintValidatorContext context) {
			if (password == null) {
				return false;
			}
			context.disableDefaultConstraintViolation();
			var broken = this.policy.brokenBy(password);
			broken.stream()
				.map(PasswordRule::code)
				.forEach((code) -> context.buildConstraintViolationWithTemplate(code).addConstraintViolation());
			return broken.isEmpty();
		}

	}

}
