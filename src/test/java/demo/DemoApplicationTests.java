package demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first thing that a new user does works as it is printed. Read rather than run, for
 * not every machine has curl.
 */
@Isolated
@ExtendWith(OutputCaptureExtension.class)
class DemoApplicationTests {

	private static final Pattern CURL = Pattern.compile("(?s)Try it:\\s+curl -i (?<url>\\S+) (?<options>.*?)\\n\\n");

	private static final Pattern OPTION = Pattern.compile("-H '(?<name>[^:]+): (?<value>[^']+)'|-d '(?<body>[^']+)'");

	@Test
	void printsACurlThatIsAccepted(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext demo = DemoApplication.start("--server.port=0",
				"--management.server.port=0"); HttpClient http = HttpClient.newHttpClient()) {
			Matcher curl = CURL.matcher(output.getOut());
			assertThat(curl.find()).isTrue();
			List<HttpResponse<String>> answers = new ArrayList<>();
			for (String instance : List.of("dds-demo1", "dds-demosg1")) {
				answers.add(http.send(request(curl, instance), HttpResponse.BodyHandlers.ofString()));
			}
			assertThat(answers).allSatisfy((answer) -> {
				assertThat(answer.statusCode()).isEqualTo(200);
				assertThat(answer.body()).contains("\"outcome\":\"accepted\"", "requestId");
			});
			assertThat(output.getOut().lines().filter((line) -> line.startsWith("trail | "))).satisfiesExactly(
					(line) -> assertThat(line).contains("seq", "event", "instance", "target", "outcome"),
					(line) -> assertThat(line).contains("opened", "dds-demo1", "hangzhou", "reason: first look"),
					(line) -> assertThat(line).contains("settled", "hangzhou", "accepted", "provider request id: "),
					(line) -> assertThat(line).contains("opened", "dds-demosg1", "singapore"),
					(line) -> assertThat(line).contains("settled", "singapore", "accepted"));
			assertThat(output.getOut()).doesNotContain("     [").containsPattern("\\d INFO  Attempt ");
		}
	}

	private static HttpRequest request(Matcher curl, String instance) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create(curl.group("url").replace("dds-demo1", instance)));
		Matcher option = OPTION.matcher(curl.group("options"));
		while (option.find()) {
			if (option.group("body") != null) {
				request.POST(HttpRequest.BodyPublishers.ofString(option.group("body")));
			}
			else {
				request.header(option.group("name"), option.group("value"));
			}
		}
		return request.build();
	}

}
