package rootpassword.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.net.IPv6Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Replaces the address of a trusted proxy by the source address in
 * {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239), and writes every address in
 * one form. Host names are never resolved.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SourceAddressFilter extends OncePerRequestFilter {

	private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/**
	 * At least two colons, and no dot first: {@link InetAddress} does not resolve such a
	 * text.
	 */
	private static final String V6 = "(?=[^:]*:[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}";

	/** An address; optional are brackets, IPv6 zone and port. */
	private static final Pattern ADDRESS = Pattern
		.compile("\\[?(" + OCTET + "(?:\\." + OCTET + "){3}|" + V6 + ")(?:%\\w{1,20})?]?(?::\\d{1,5})?");

	/** A parameter of {@code Forwarded} but not {@code for}: {@code host="a;for=b"}. */
	private static final String OTHER = "\\s*+(?!for\\b)[\\w-]++\\s*+=\\s*+(?:\"[^\"]*\"|[^\";\\s]*+)\\s*+";

	/**
	 * One element of {@code Forwarded}, as a whole: a quoted {@code host} must not be
	 * able to contain a second {@code for}. Group 2 of
	 * {@code proto=https;for="203.0.113.5:80"} is {@code 203.0.113.5:80}.
	 */
	private static final Pattern FORWARDED = Pattern.compile(
			"(?:" + OTHER + ";)*+\\s*+for\\s*+=\\s*+(\"?)([^\";\\s]*+)\\1\\s*+(?:;" + OTHER + ")*+",
			Pattern.CASE_INSENSITIVE);

	/** An element of a list and its comma. */
	private static final Pattern ELEMENT = Pattern.compile("((?:[^\",]++|\"[^\"]*+\")*+),");

	private final List<IpAddressMatcher> trustedProxies;

	SourceAddressFilter(List<String> trustedProxies) {
		this.trustedProxies = trustedProxies.stream().map(IpAddressMatcher::new).toList();
	}

	/** Whether the text is an address or a CIDR, for example {@code 10.0.0.0/8}. */
	static boolean isCidr(String text) {
		try {
			new IpAddressMatcher(text);
			return parse(text.replaceFirst("/\\d{1,3}$", "")) != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String address = source(request);
		String source = Objects.requireNonNullElse(parse(address), address);
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
		List<String> sources = Stream
			.concat(source(request, "X-Forwarded-For", UnaryOperator.identity()),
					source(request, "Forwarded", SourceAddressFilter::forwardedFor))
			.distinct()
			.toList();
		// Two headers that contradict each other: one may be forged and only passed on
		return (sources.size() == 1) ? sources.getFirst() : request.getRemoteAddr();
	}

	/** Walks from the peer towards the client, as far as the proxies are trusted. */
	private Stream<String> source(HttpServletRequest request, String header, UnaryOperator<String> address) {
		List<String> lines = Collections.list(request.getHeaders(header));
		if (lines.isEmpty()) {
			return Stream.empty();
		}
		String source = request.getRemoteAddr();
		for (String hop : elements(String.join(",", lines)).reversed()) {
			String next = isTrusted(source) ? parse(address.apply(hop.trim())) : null;
			if (next == null) {
				break;
			}
			source = next;
		}
		return Stream.of(source);
	}

	/**
	 * Splits at commas outside quotes. If a quote has no end, at every comma: a client
	 * that opens a quote must not hide what a proxy appends.
	 */
	private static List<String> elements(String list) {
		boolean allQuotesEnd = list.chars().filter((character) -> character == '"').count() % 2 == 0;
		return allQuotesEnd ? ELEMENT.matcher(list + ",").results().map((element) -> element.group(1)).toList()
				: List.of(list.split(",", -1));
	}

	private static String forwardedFor(String element) {
		Matcher matcher = FORWARDED.matcher(element);
		return matcher.matches() ? matcher.group(2) : "";
	}

	private boolean isTrusted(String source) {
		String address = parse(source);
		return address != null && this.trustedProxies.stream().anyMatch((proxy) -> proxy.matches(address));
	}

	/** The text in the form of RFC 5952; {@code null} if it is not an address. */
	private static @Nullable String parse(String text) {
		Matcher address = ADDRESS.matcher(text);
		try {
			return address.matches() ? IPv6Utils.canonize(InetAddress.getByName(address.group(1)).getHostAddress())
					: null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
