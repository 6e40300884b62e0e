package demo;

import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first thing that a new user does works as it is printed.
 */
@ExtendWith(OutputCaptureExtension.class)
class DemoApplicationTests {

	private static final Pattern CURL = Pattern.compile("(?s)Try it:\\s+(curl .*?)\\n\\n");

	@Test
	void printsACurlThatIsAccepted(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext demo = DemoApplication.start("--server.port=0",
				"--management.server.port=0")) {
			Matcher curl = CURL.matcher(output.getOut());
			assertThat(curl.find()).isTrue();
			Process process = new ProcessBuilder("sh", "-c", curl.group(1))
				.redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
				.start();
			String answer = new String(process.getInputStream().readAllBytes());
			assertThat(answer).startsWith("HTTP/1.1 200").contains("\"outcome\":\"accepted\"", "requestId");
			assertThat(output.getOut()).contains("trail: ", "event=opened", "event=settled", "outcome=accepted");
		}
	}

}
