// TOKEN=… NEW_PASSWORD=… java Portal.java http://127.0.0.1:8080 dds-demo1
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Portal {

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private static final String TOKEN = System.getenv("TOKEN");

	public static void main(String[] args) throws Exception {
		String service = args[0];
		String path = "/instances/" + args[1] + "/root-password";
		String password = System.getenv("NEW_PASSWORD").replace("\\", "\\\\").replace("\"", "\\\"");
		String body = "{\"password\": \"" + password + "\", \"reason\": \"self-service\"}";
		String key = UUID.randomUUID().toString();

		String answer = send(post(service + path + "/validation", key, body)).body();
		if (!text(answer, "outcome").equals("acceptable")) {
			System.out.println("rejected: " + text(answer, "detail"));
			return;
		}
		String unconfirmed = null;
		for (int attempt = 1; attempt <= 4; attempt++) {
			long wait = 2;
			try {
				HttpResponse<String> response = send(post(service + path, key, body));
				answer = response.body();
				if ((text(answer, "outcome") + text(answer, "earlierOutcome")).contains("unconfirmed")) {
					unconfirmed = answer;
				}
				if (!answer.contains("\"retryable\":true")) {
					break;
				}
				wait = response.headers().firstValueAsLong("Retry-After").orElse(wait);
			}
			catch (IOException ex) {
				// No answer is as good as an unconfirmed one
				answer = "{\"outcome\":\"unconfirmed\"}";
				unconfirmed = (unconfirmed != null) ? unconfirmed : answer;
			}
			System.out.println(text(answer, "outcome") + ", asking again in " + wait + " s");
			Thread.sleep(Duration.ofSeconds(Math.min(wait, 30)));
		}
		String attempt = text(answer, "attemptId");
		if (text(answer, "outcome").equals("rejected") && unconfirmed != null) {
			// A rejection denies no change that an earlier try may have made
			answer = "{\"outcome\":\"unconfirmed\",\"detail\":\"" + text(answer, "detail") + "\"}";
			attempt = text(unconfirmed, "attemptId");
		}
		for (int look = 1; look <= 5 && text(answer, "outcome").matches("unconfirmed|open") && !attempt.isEmpty(); look++) {
			answer = send(HttpRequest.newBuilder(URI.create(service + "/attempts/" + attempt))).body();
			Thread.sleep(Duration.ofSeconds(10));
		}
		System.out.println(text(answer, "outcome") + ": " + text(answer, "detail"));
	}

	private static HttpRequest.Builder post(String url, String key, String body) {
		return HttpRequest.newBuilder(URI.create(url))
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", '"' + key + '"')
			.header("On-Behalf-Of", "alice@example.com")
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		// Longer than the longest answer: docs/REFERENCE.md, "Limits and times"
		return HTTP.send(request.header("Authorization", "Bearer " + TOKEN).timeout(Duration.ofSeconds(30)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static String text(String json, String name) {
		Matcher value = Pattern.compile('"' + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
		return value.find() ? value.group(1) : "";
	}

}
