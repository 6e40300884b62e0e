package rootpassword.security;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class SourceAddressFilterTests {

	private final SourceAddressFilter filter = new SourceAddressFilter(
			List.of("10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.7"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			10.0.0.1    | 203.0.113.5                       | 203.0.113.5
			10.0.0.1    | 1.2.3.4, 203.0.113.5              | 203.0.113.5
			10.0.0.1    | 1.2.3.4, 203.0.113.5, 10.9.9.9    | 203.0.113.5
			10.0.0.1    | 1.2.3.4,203.0.113.5,192.0.2.7,10.1.1.1 | 203.0.113.5
			10.0.0.1    | 10.2.2.2, 10.3.3.3                | 10.2.2.2
			203.0.113.9 | 1.2.3.4                           | 203.0.113.9
			192.0.2.8   | 1.2.3.4                           | 192.0.2.8
			10.0.0.1    | 203.0.113.5:4711                  | 203.0.113.5
			10.0.0.1    | 2001:db8::1                       | 2001:db8::1
			10.0.0.1    | [2001:db8::1]:443                 | 2001:db8::1
			10.0.0.1    | [2001:db8::1]                     | 2001:db8::1
			2001:db8:ffff::1 | 203.0.113.5                  | 203.0.113.5
			2001:db8:fffe:0:0:0:0:1 | 203.0.113.5           | 2001:db8:fffe::1
			::ffff:10.0.0.1 | 203.0.113.5                   | 203.0.113.5
			10.0.0.1    | ::ffff:203.0.113.5                | 203.0.113.5
			10.0.0.1    | 1.2.3.4, unknown                  | 10.0.0.1
			10.0.0.1    | 1.2.3.4, garbage, 10.1.1.1        | 10.1.1.1
			10.0.0.1    | 1.2.3.4,,                         | 10.0.0.1
			10.0.0.1    | 1.2.3                             | 10.0.0.1
			10.0.0.1    | 256.1.1.1                         | 10.0.0.1
			10.0.0.1    | proxy.example.com                 | 10.0.0.1
			10.0.0.1    | face:book                         | 10.0.0.1
			10.0.0.1    | :::::::                           | 10.0.0.1
			10.0.0.1    | ``                                | 10.0.0.1
			""")
	void usesXForwardedForUpToTheFirstUntrustedHop(String peer, String header, String source) {
		assertThat(source(peer, header, null)).isEqualTo(source);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			for=203.0.113.5                                  | 203.0.113.5
			For="203.0.113.5:80";proto=https;by=10.0.0.1     | 203.0.113.5
			proto=https; for="[2001:db8::1]:47"              | 2001:db8::1
			for=1.2.3.4, for=203.0.113.5, for=10.1.1.1       | 203.0.113.5
			for="1.2.3.4, for=203.0.113.5                    | 203.0.113.5
			for=1.2.3.4, for=unknown                         | 10.0.0.1
			for=1.2.3.4, for=_hidden                         | 10.0.0.1
			for=1.2.3.4, by=203.0.113.5                      | 10.0.0.1
			for=1.2.3.4, host="for=5.6.7.8"                  | 10.0.0.1
			for=1.2.3.4, host="a;for=5.6.7.8;b";for=203.0.113.5 | 203.0.113.5
			for=203.0.113.5;host="a,for=5.6.7.8;b"           | 203.0.113.5
			for=1.1.1.1;host="x, for=203.0.113.5;host="a"    | 203.0.113.5
			for=203.0.113.5;host="a,\\";for=5.6.7.8;c"        | 10.0.0.1
			1.2.3.4                                          | 10.0.0.1
			""")
	void usesForwardedUpToTheFirstUntrustedHop(String header, String source) {
		assertThat(source("10.0.0.1", null, header)).isEqualTo(source);
	}

	@Test
	void ignoresTwoHeadersThatDisagree() {
		assertThat(source("10.0.0.1", "203.0.113.5", "for=1.2.3.4")).isEqualTo("10.0.0.1");
		assertThat(source("10.0.0.1", "203.0.113.5", "for=203.0.113.5")).isEqualTo("203.0.113.5");
	}

	@Test
	void readsAHeaderThatComesInSeveralLines() {
		MockHttpServletRequest request = request("10.0.0.1");
		request.addHeader("X-Forwarded-For", "1.2.3.4");
		request.addHeader("X-Forwarded-For", "203.0.113.5");
		assertThat(source(request)).isEqualTo("203.0.113.5");
	}

	@Test
	void keepsTheAddressWithoutAHeader() {
		assertThat(source("10.0.0.1", null, null)).isEqualTo("10.0.0.1");
	}

	private String source(String peer, @Nullable String older, @Nullable String newer) {
		MockHttpServletRequest request = request(peer);
		if (older != null) {
			request.addHeader("X-Forwarded-For", older);
		}
		if (newer != null) {
			request.addHeader("Forwarded", newer);
		}
		return source(request);
	}

	private String source(MockHttpServletRequest request) {
		MockFilterChain chain = new MockFilterChain();
		try {
			this.filter.doFilter(request, new MockHttpServletResponse(), chain);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		HttpServletRequest seen = (HttpServletRequest) chain.getRequest();
		assertThat(seen).isNotNull();
		assertThat(seen.getRemoteHost()).isEqualTo(seen.getRemoteAddr());
		return seen.getRemoteAddr();
	}

	private static MockHttpServletRequest request(String peer) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		request.setRemoteHost(peer);
		return request;
	}

}
