package rootpassword.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import rootpassword.reset.Deadline;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.command.ResetCommand;

/** Measures and traces the login checks. */
final class MeasuredLoginCheck implements LoginCheck {

	private final LoginCheck loginCheck;

	private final Spans spans;

	private final MeterProvider<Timer> checks;

	MeasuredLoginCheck(LoginCheck loginCheck, MeterRegistry registry, Spans spans) {
		this.loginCheck = loginCheck;
		this.spans = spans;
		this.checks = Timer.builder("root.password.login.checks").description("Login checks").withRegistry(registry);
		for (Result result : Result.values()) {
			this.checks.withTags("result", result.code());
		}
	}

	@Override
	public Result check(ResetCommand command, Deadline deadline) {
		long start = System.nanoTime();
		Result result = this.spans.in("login check", (span) -> {
			Result found = this.loginCheck.check(command, deadline);
			span.tag("result", found.code());
			return found;
		});
		this.checks.withTags("result", result.code()).record(Duration.ofNanos(System.nanoTime() - start));
		return result;
	}

}
