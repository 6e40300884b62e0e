package rootpassword.web.reset;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import rootpassword.reset.Actor;

/**
 * The header, if there is one, can be recorded as the name of a person.
 */
@Documented
@Constraint(validatedBy = {})
@Size(max = Actor.MAX_USER_LENGTH, message = "too-long")
@Pattern(regexp = Actor.USER, message = "malformed")
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface ValidUser {

	String message() default "malformed";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
