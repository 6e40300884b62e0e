package rootpassword.security.address;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Puts the address behind trusted proxies in the place of theirs.
 */
public final class SourceAddressFilter extends OncePerRequestFilter {

	private final TrustedProxies proxies;

	public SourceAddressFilter(TrustedProxies proxies) {
		this.proxies = proxies;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String source = source(request);
		chain.doFilter(new HttpServletRequestWrapper(request) {
			@Override
			public String getRemoteAddr() {
				return source;
			}

			@Override
			public String getRemoteHost() {
				return source;
			}
		}, response);
	}

	private String source(HttpServletRequest request) {
		String peer = request.getRemoteAddr();
		boolean older = request.getHeader("X-Forwarded-For") != null;
		boolean newer = request.getHeader("Forwarded") != null;
		List<String> hops = older ? ForwardedHops.xForwardedFor(request) : ForwardedHops.forwarded(request);
		String source = this.proxies.source(peer, hops);
		if (older && newer && !source.equals(this.proxies.source(peer, ForwardedHops.forwarded(request)))) {
			// One of them the proxies only passed on, and nobody can tell which
			return peer;
		}
		return source;
	}

}
