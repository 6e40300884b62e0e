package rootpassword.web.history;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;

/**
 * Limits the reads of attempts, trail and evidence that an identity has under way at
 * once, so that one caller does not keep the ledger from the others.
 */
@Configuration(proxyBeanMethods = false)
final class ReadLimit implements WebMvcConfigurer, HandlerInterceptor {

	static final int MAX_AT_ONCE = 8;

	private static final Set<Action> READS = Set.of(Action.READ_HISTORY, Action.READ_ATTEMPT, Action.READ_EVIDENCE,
			Action.READ_TRAIL);

	private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		reader(request).ifPresent((identity) -> {
			if (this.underWay.merge(identity, 1, Integer::sum) > MAX_AT_ONCE) {
				end(identity);
				throw new ProblemException(ProblemType.TOO_MANY_READS).with(HttpHeaders.RETRY_AFTER, "1");
			}
		});
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		reader(request).ifPresent(this::end);
	}

	private void end(String identity) {
		this.underWay.computeIfPresent(identity, (same, count) -> (count > 1) ? count - 1 : null);
	}

	private static Optional<String> reader(HttpServletRequest request) {
		return RequestContext.of(request)
			.filter((context) -> READS.contains(context.action()))
			.map((context) -> context.actor().identity());
	}

}
