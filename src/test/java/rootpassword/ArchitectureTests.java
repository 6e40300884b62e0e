package rootpassword;

import java.time.Clock;
import java.time.Instant;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import rootpassword.reset.password.RootPassword;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The architecture: a star. The core depends on nothing; the packages around it depend on
 * the core, on the shared {@code http} package, and never on each other.
 */
@AnalyzeClasses(packages = "rootpassword", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	static final String ROOT = "rootpassword";

	private static final String CORE = "rootpassword.reset..";

	private static final Set<String> PACKAGES = Set.of(ROOT, "rootpassword.reset", "rootpassword.security",
			"rootpassword.web", "rootpassword.ledger", "rootpassword.alibaba", "rootpassword.metrics",
			"rootpassword.http", "rootpassword.reset.command", "rootpassword.reset.outcome",
			"rootpassword.reset.password", "rootpassword.reset.history", "rootpassword.reset.evidence",
			"rootpassword.web.docs", "rootpassword.web.history", "rootpassword.web.problem", "rootpassword.web.reset",
			"rootpassword.web.tomcat", "rootpassword.ledger.database", "rootpassword.ledger.fingerprint",
			"rootpassword.ledger.idempotency", "rootpassword.ledger.quota", "rootpassword.ledger.health",
			"rootpassword.ledger.reconciliation", "rootpassword.ledger.admission", "rootpassword.alibaba.credentials",
			"rootpassword.alibaba.transport", "rootpassword.evidence.tree", "rootpassword.evidence.note",
			"rootpassword.evidence.row", "rootpassword.evidence", "rootpassword.evidence.seal",
			"rootpassword.evidence.anchor", "rootpassword.evidence.cli", "rootpassword.evidence.verify",
			"rootpassword.keys", "rootpassword.export", "rootpassword.export.ocsf", "rootpassword.reset.reconciliation",
			"rootpassword.alibaba.actiontrail", "rootpassword.login", "rootpassword.settings", "rootpassword.doctor");

	/** The members of RootPassword that give no character of it away. */
	private static final Set<String> HARMLESS = Set.of("<init>", "occursIn", "toString");

	@ArchTest
	static final ArchRule theCoreDependsOnNoOtherPackage = classes().that()
		.resideInAPackage(CORE)
		.should()
		.onlyDependOnClassesThat(resideInAnyPackage(CORE, "java..", "org.jspecify.."));

	/** The rules of admission are tested without a database. */
	@ArchTest
	static final ArchRule theRulesOfAdmissionKnowNoDatabaseAndNoClock = noClasses().that()
		.resideInAPackage("rootpassword.ledger.admission")
		.should()
		.dependOnClassesThat(resideInAnyPackage("java.sql..", "org.springframework..", "rootpassword.ledger.database",
				"rootpassword.ledger")
			.or(belongToAnyOf(Clock.class, Instant.class)));

	@ArchTest
	static final ArchRule thePackagesAroundTheCoreDoNotKnowEachOther = slices().matching("rootpassword.(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(alwaysTrue(), resideInAnyPackage(CORE, "rootpassword.http", "rootpassword.keys",
				"rootpassword.settings", "rootpassword.doctor"));

	@ArchTest
	static final ArchRule theSharedPackageDependsOnTheCoreOnly = noClasses().that()
		.resideInAPackage("rootpassword.http")
		.should()
		.dependOnClassesThat(
				resideInAPackage("rootpassword..").and(not(resideInAnyPackage("rootpassword.http", CORE))));

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("rootpassword.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule noPackageDependsOnTheRoot = noClasses().that()
		.resideInAPackage("rootpassword.*..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT);

	@ArchTest
	static final ArchRule onlyAlibabaUsesTheSdk = only("alibaba", resideInAnyPackage("com.aliyun..", "com.aliyuncs.."));

	/** The package doctor opens a connection that cannot write. */
	@ArchTest
	static final ArchRule onlyTheLedgerTheEvidenceTheExportAndTheDoctorUseJdbc = noClasses().that()
		.resideOutsideOfPackages("rootpassword.ledger..", "rootpassword.evidence..", "rootpassword.export..",
				"rootpassword.doctor")
		.should()
		.dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..",
				"org.flywaydb..", "com.zaxxer.."));

	@ArchTest
	static final ArchRule onlyTheWebUsesStatusCodes = only("web",
			belongToAnyOf(HttpStatus.class, HttpStatusCode.class));

	@ArchTest
	static final ArchRule onlyThreeClassesReadPasswords = noClasses().that()
		.resideOutsideOfPackage("rootpassword.reset.password")
		.and()
		.doNotHaveFullyQualifiedName("rootpassword.alibaba.AlibabaAccountGateway")
		.and()
		.doNotHaveFullyQualifiedName("rootpassword.ledger.fingerprint.Fingerprints")
		.and()
		.doNotHaveFullyQualifiedName("rootpassword.login.ScramLoginCheck")
		.should()
		.accessTargetWhere(DescribedPredicate.describe("it reads the password",
				(JavaAccess<?> access) -> access.getTargetOwner().isEquivalentTo(RootPassword.class)
						&& !HARMLESS.contains(access.getName())));

	@ArchTest
	static final ArchRule onlyTypesThatAnotherPackageUsesArePublic = classes().that()
		.resideOutsideOfPackages(ROOT, CORE)
		.should(ArchitectureWords.bePublicOnlyIfAnotherPackageUsesThem());

	@ArchTest
	static final ArchRule beanMethodsArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule handlerMethodsArePackagePrivate = methods().that()
		.areMetaAnnotatedWith("org.springframework.web.bind.annotation.RequestMapping")
		.or()
		.areAnnotatedWith("org.springframework.web.bind.annotation.ExceptionHandler")
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule nothingIsAutowired = noMembers().should().beAnnotatedWith(Autowired.class);

	@ArchTest
	static final ArchRule noFieldIsInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

	@ArchTest
	static final ArchRule typesAreFinalUnlessSpringMustProxyThem = classes().that()
		.areNotInterfaces()
		.and()
		.areNotEnums()
		.and(are(ArchitectureWords.notAbstract()))
		.and(are(ArchitectureWords.notAnonymousNorProxied()))
		.should()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule configurationsAreNotProxied = classes().that()
		.areMetaAnnotatedWith(Configuration.class)
		.should(ArchitectureWords.setProxyBeanMethodsToFalse());

	@ArchTest
	static final ArchRule packagesAreDescribedAndNullMarked = classes()
		.should(ArchitectureWords.liveInNullMarkedPackages());

	@ArchTest
	static final ArchRule namesDescribeTheirTypes = noClasses().should()
		.haveNameMatching(".*(Manager|Helper|Utils?|Impl|Base|Data|Info|D[Tt][Oo]|Processor|Common)");

	/**
	 * The language, the zone and the encoding of a machine change no SQL, request, file
	 * or metric.
	 */
	@ArchTest
	static final ArchRule nothingDependsOnTheDefaultsOfTheMachine = noClasses().should()
		.callCodeUnitWhere(ArchitectureWords.usesDefaultsOfTheMachine());

	@ArchTest
	static void aNewPackageWantsAReason(JavaClasses classes) {
		assertThat(classes.stream().map(JavaClass::getPackageName).distinct()).isSubsetOf(PACKAGES);
	}

	private static ClassesShouldConjunction only(String owner, DescribedPredicate<JavaClass> technology) {
		return noClasses().that()
			.resideOutsideOfPackage("rootpassword." + owner + "..")
			.should()
			.dependOnClassesThat(technology);
	}

}
