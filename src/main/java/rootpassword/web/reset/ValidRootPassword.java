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
import rootpassword.reset.password.RootPassword;

/**
 * The password is present and breaks no rule of the {@link PasswordPolicy}. Each broken
 * rule is one violation with the rule's code as its message.
 */
@Documented
@Constraint(validatedBy = ValidRootPassword.Validator.class)
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
@Retention(RetentionPolicy.RUNTIME)
@interface ValidRootPassword {

	String message() default "required";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	record Validator(PasswordPolicy policy) implements ConstraintValidator<ValidRootPassword, RootPassword> {

		@Override
		public boolean isValid(@Nullable RootPassword password, ConstraintValidatorContext context) {
			if (password == null) {
				return false;
			}
			context.disableDefaultConstraintViolation();
			var broken = this.policy.brokenBy(password);
			broken
				.forEach((rule) -> context.buildConstraintViolationWithTemplate(rule.code()).addConstraintViolation());
			return broken.isEmpty();
		}

	}

}
