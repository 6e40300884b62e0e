package rootpassword;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.validation.annotation.Validated;

/**
 * Conditions of {@link ArchitectureTests} that ArchUnit does not have.
 */
final class ArchitectureWords {

	private static final Pattern DEFAULTS = Pattern.compile(String.join("|", "String\\.format\\(String,.*",
			"String\\.(formatted|getBytes|toLowerCase|toUpperCase)\\((Object\\[\\])?\\)",
			"String\\.<init>\\(byte\\[\\](,int,int)?\\)", "Print(Stream|Writer)\\.(printf|format)\\(String,.*",
			"(InputStreamReader|OutputStreamWriter)\\.<init>\\([A-Za-z]*\\)", "ByteArrayOutputStream\\.toString\\(\\)",
			"(FileReader|FileWriter|Scanner|PrintStream|PrintWriter|Formatter)\\.<init>\\((?!.*(Charset|Locale|Writer)).*",
			"(Simple|Decimal|Number|Message|Choice|Compact)[A-Za-z]*Format\\..*", "DateFormat\\..*",
			"(Locale|TimeZone|Calendar)\\.(getDefault|getInstance)\\(\\)",
			"(Charset|ZoneId)\\.(defaultCharset|systemDefault)\\(\\)", "(Local|Zoned|Offset)[A-Za-z]*\\.now\\(\\)",
			"DateTimeFormatter\\.ofPattern\\(String\\)"));

	private ArchitectureWords() {
	}

	static DescribedPredicate<JavaClass> notAbstract() {
		return DescribedPredicate.describe("not abstract",
				(type) -> !type.getModifiers().contains(JavaModifier.ABSTRACT));
	}

	static DescribedPredicate<JavaClass> notAnonymousNorProxied() {
		return DescribedPredicate.describe("neither anonymous nor proxied",
				(type) -> !type.isAnonymousClass() && !type.isAssignableTo(Enum.class)
						&& Stream.concat(Stream.of(type), type.getMethods().stream())
							.noneMatch((annotated) -> annotated.isMetaAnnotatedWith(Transactional.class)
									|| annotated.isMetaAnnotatedWith(Validated.class)));
	}

	static ArchCondition<JavaClass> bePublicOnlyIfAnotherPackageUsesThem() {
		return new ArchCondition<>("be public only if another package uses them") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean visible = Stream
					.iterate(type, (each) -> each != null, (each) -> each.getEnclosingClass().orElse(null))
					.allMatch((each) -> each.getModifiers().contains(JavaModifier.PUBLIC));
				boolean used = Stream.concat(Stream.of(type), nestedAndEnclosing(type))
					.flatMap((each) -> each.getDirectDependenciesToSelf().stream())
					.anyMatch((use) -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
				boolean exposed = Stream
					.of(type.getMethodsWithParameterTypeOfSelf(), type.getMethodsWithReturnTypeOfSelf(),
							type.getConstructorsWithParameterTypeOfSelf())
					.flatMap(Set::stream)
					.anyMatch(
							(member) -> isPublic(member.getModifiers()) && isPublic(member.getOwner().getModifiers()));
				events.add(new SimpleConditionEvent(type, !visible || used || exposed,
						type.getName() + " is public, but no other package uses it"));
			}
		};
	}

	private static Stream<JavaClass> nestedAndEnclosing(JavaClass type) {
		return type.getPackage()
			.getClasses()
			.stream()
			.filter((other) -> other.getEnclosingClass().filter(type::equals).isPresent()
					|| type.getEnclosingClass().filter(other::equals).isPresent());
	}

	private static boolean isPublic(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC);
	}

	static ArchCondition<JavaClass> setProxyBeanMethodsToFalse() {
		return new ArchCondition<>("set proxyBeanMethods to false") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean unproxied = type.getAnnotations()
					.stream()
					.anyMatch((annotation) -> annotation.get("proxyBeanMethods")
						.filter(Boolean.FALSE::equals)
						.isPresent());
				events.add(new SimpleConditionEvent(type, unproxied,
						type.getName() + " sets proxyBeanMethods to false: " + unproxied));
			}
		};
	}

	static ArchCondition<JavaClass> liveInNullMarkedPackages() {
		return new ArchCondition<>("live in a package whose package-info.java is @NullMarked") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(type, marked,
						type.getName() + " lives in a @NullMarked package: " + marked));
			}
		};
	}

	static DescribedPredicate<JavaCall<?>> usesDefaultsOfTheMachine() {
		return DescribedPredicate.describe("it uses the default locale, time zone or charset",
				(JavaCall<?> call) -> DEFAULTS
					.matcher(call.getTargetOwner().getSimpleName() + "." + call.getName()
							+ call.getTarget()
								.getRawParameterTypes()
								.stream()
								.map(JavaClass::getSimpleName)
								.collect(Collectors.joining(",", "(", ")")))
					.matches());
	}

}
