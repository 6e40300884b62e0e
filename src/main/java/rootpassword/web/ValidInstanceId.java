package rootpassword.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import rootpassword.reset.InstanceId;

/**
 * The text is an {@link InstanceId}.
 */
@Documented
@Constraint(validatedBy = ValidInstanceId.Validator.class)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface ValidInstanceId {

	String message() default "malformed";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

	/**
	 * Asks the value object.
	 */
	final class Validator implements ConstraintValidator<ValidInstanceId, String> {

		@Override
		public boolean isValid(String instanceId, ConstraintValidatorContext context) {
			return InstanceId.isValid(instanceId);
		}

	}

}
