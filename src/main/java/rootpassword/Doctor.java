package rootpassword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import rootpassword.alibaba.ProviderDiagnosis;
import rootpassword.alibaba.actiontrail.ActionTrailDiagnosis;
import rootpassword.doctor.Check;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Report;
import rootpassword.doctor.Setup;
import rootpassword.evidence.EvidenceDiagnosis;
import rootpassword.export.ExportDiagnosis;
import rootpassword.ledger.LeaseDiagnosis;
import rootpassword.ledger.database.LedgerDiagnosis;
import rootpassword.ledger.fingerprint.FingerprintDiagnosis;
import rootpassword.login.LoginDiagnosis;
import rootpassword.security.AccessDiagnosis;
import rootpassword.settings.PropertyNames;

/**
 * Collects the checks of all areas. An area whose configuration has a fault is left out,
 * and the fault is a row of its own.
 */
final class Doctor {

	private static final String NAME = "configuration";

	private final Setup setup;

	/** In the order of the areas, each once. */
	private final Set<String> faults = new LinkedHashSet<>();

	private final List<Check> checks = new ArrayList<>();

	private List<String> targets = List.of();

	Doctor(Setup setup) {
		this.setup = setup;
		bindAll();
		addAreas();
	}

	List<String> targets() {
		return this.targets;
	}

	/**
	 * Runs the checks.
	 * @param target the only one to check; {@code null} stands for all
	 */
	Report report(Needs allowed, @Nullable String target, Duration limit) {
		List<Check> all = new ArrayList<>(List.of(new Check(NAME, null, Needs.NOTHING, this::configuration)));
		this.checks.stream()
			.filter((check) -> target == null || check.target() == null || check.target().equals(target))
			.forEach(all::add);
		return Report.of(all, allowed, limit, OperatorCommands::fault);
	}

	private List<Finding> configuration() {
		return this.faults.isEmpty() ? List.of(Finding.ok(NAME, "every property has a known name and a valid value"))
				: this.faults.stream()
					.map((fault) -> Finding.fail(NAME, fault,
							"correct it; docs/REFERENCE.md, \"Configuration\", says what it takes"))
					.toList();
	}

	/** Faults that need more than one class to be seen are found by the areas. */
	private void bindAll() {
		PropertyNames names = new PropertyNames();
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		List<Class<?>> types = new ArrayList<>();
		for (BeanDefinition found : scanner.findCandidateComponents("rootpassword")) {
			Class<?> type = ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), null);
			names.add(MergedAnnotations.from(type).get(ConfigurationProperties.class).getString("value"), type);
			types.add(type);
		}
		this.faults.addAll(new ConfigurationCheck(names, this.setup.environment()).faults());
		types.forEach((type) -> attempt(() -> this.setup.bind(type)));
		attempt(() -> {
			new PortCheck().postProcessEnvironment(this.setup.environment(), new SpringApplication());
			return this;
		});
	}

	private void addAreas() {
		ProviderDiagnosis provider = attempt(() -> ProviderDiagnosis.of(this.setup));
		this.targets = (provider != null) ? provider.targets() : List.of();
		add("callers", () -> AccessDiagnosis.checks(this.setup, (glob) -> provider == null || provider.serves(glob)));
		add("ledger", () -> {
			LeaseDiagnosis.require(this.setup);
			return LedgerDiagnosis.checks(this.setup);
		});
		add("fingerprint-key", () -> FingerprintDiagnosis.checks(this.setup));
		add("evidence-key", () -> EvidenceDiagnosis.checks(this.setup));
		add("targets", () -> Objects.requireNonNull(provider).checks());
		add("login-check", () -> LoginDiagnosis.checks(this.setup, () -> LedgerDiagnosis.newestInstance(this.setup)));
		add("actiontrail", () -> ActionTrailDiagnosis.checks(Objects.requireNonNull(provider).credentials()));
		add("export", () -> ExportDiagnosis.checks(this.setup));
	}

	private void add(String area, Supplier<List<Check>> source) {
		List<Check> found = (area.matches("targets|actiontrail") && this.targets.isEmpty()) ? null : attempt(source);
		this.checks
			.addAll((found != null) ? found : List.of(Check.of(area, null, Needs.NOTHING, () -> Finding.skipped(area,
					"not checked, because its configuration has a fault", "correct the rows configuration first"))));
	}

	private <T> @Nullable T attempt(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (RuntimeException ex) {
			this.faults.add(OperatorCommands.fault(ex));
			return null;
		}
	}

}
