package rootpassword.kit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import rootpassword.kit.Facade.Answer;

import static org.awaitility.Awaitility.await;

/**
 * Resets until the answer is the wanted one. On a busy machine the first resets of a
 * program may be too slow for the ledger's time limit. Each has a new instance, because a
 * failed reset may leave its instance claimed.
 */
public final class FirstResets {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private FirstResets() {
	}

	/** Until one is accepted. */
	public static void awaitAccepted(Function<String, Answer> reset) {
		awaitAnswer("200 accepted", reset);
	}

	/** Until one gets this answer, as in {@link #told}. */
	public static void awaitAnswer(String wanted, Function<String, Answer> reset) {
		await().pollDelay(Duration.ZERO)
			.atMost(Duration.ofMinutes(2))
			.until(() -> told(reset.apply("dds-first" + COUNT.incrementAndGet())), wanted::equals);
	}

	/** The status, and the problem's slug or the outcome. */
	public static String told(Answer answer) {
		return answer.status() + " " + (answer.slug().isEmpty() ? answer.outcome() : answer.slug());
	}

}
