package rootpassword.kit;

import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What holds for every test class.
 * <ul>
 * <li>Each {@code await()} without a time of its own waits for a minute instead of ten
 * seconds, because the machine may be busy.</li>
 * <li>Each thread knows the test that started it, so that a test finds its own lines in
 * the log that all concurrent tests write.</li>
 * <li>A class that is {@code @Isolated} sets up the log anew with each start of a
 * program.</li>
 * </ul>
 */
public final class EachTest implements BeforeAllCallback, AfterAllCallback, TestInstancePreConstructCallback,
		BeforeEachCallback, AfterEachCallback {

	private static final InheritableThreadLocal<@Nullable ExtensionContext> TEST = new InheritableThreadLocal<>();

	/**
	 * Whether the test, or its class, started this thread. A thread that no test started
	 * counts for all.
	 */
	static boolean startedThisThread(@Nullable ExtensionContext test) {
		boolean common = Thread.currentThread().getName().startsWith("ForkJoinPool.commonPool");
		ExtensionContext owner = common ? null : TEST.get();
		return owner == null || Stream.iterate(test, Objects::nonNull, (own) -> own.getParent().orElse(null))
			.anyMatch((own) -> own.getUniqueId().equals(owner.getUniqueId()));
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
		TEST.set(context);
		if (context.getRequiredTestClass().isAnnotationPresent(Isolated.class)) {
			SharedLogging.endSharing();
		}
		else {
			SharedLogging.share();
		}
	}

	@Override
	public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
		TEST.set(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		TEST.set(context);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		TEST.remove();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		TEST.remove();
	}

}
