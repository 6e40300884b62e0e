package rootpassword.kit.database;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;
import rootpassword.kit.database.Database.Vendor;

/** Runs a class or a test on every database; with the profile {@code fast} on H2 only. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(EachDatabase.Vendors.class)
public @interface EachDatabase {

	final class Vendors implements ArgumentsProvider {

		@Override
		public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
				ExtensionContext context) {
			boolean fast = Boolean.getBoolean("test.fast");
			return Arrays.stream(Vendor.values()).filter((vendor) -> !fast || vendor == Vendor.H2).map(Arguments::of);
		}

	}

}
