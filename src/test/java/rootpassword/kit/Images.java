package rootpassword.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The images of a container engine. An engine without a registry would otherwise keep the
 * tests waiting for minutes.
 */
public record Images(String program, Duration patience) {

	/** Those of the engine that the command {@code docker} reaches. */
	public static final Images OF_DOCKER = new Images("docker", Duration.ofSeconds(20));

	/**
	 * Fetches an image unless the engine has it.
	 * @param otherwise what whoever reads the message can do
	 * @throws IllegalStateException if neither engine nor registry has it, or no registry
	 * answers in time
	 */
	public void require(String image, String otherwise) {
		if (ends(run("image", "inspect", image))) {
			return;
		}
		Process pull = run("pull", image);
		try {
			// The first line comes with the registry's first answer; the layers may take
			// their time
			CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> firstLine(pull.inputReader()));
			String answer = output.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			if (!ends(pull)) {
				throw missing(image, answer, otherwise);
			}
		}
		catch (TimeoutException ex) {
			pull.destroy();
			throw missing(image, "no registry answers within " + this.patience.toSeconds() + " s", otherwise);
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Process run(String... arguments) {
		ProcessBuilder builder = new ProcessBuilder(this.program);
		builder.command().addAll(List.of(arguments));
		try {
			return builder.redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether it succeeds in the end. */
	private static boolean ends(Process process) {
		process.inputReader().lines().forEach((line) -> {
		});
		return process.onExit().join().exitValue() == 0;
	}

	private static String firstLine(BufferedReader output) {
		try {
			return String.valueOf(output.readLine());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static IllegalStateException missing(String image, String reason, String otherwise) {
		return new IllegalStateException(
				"The container engine has no image " + image + ": " + reason + ". " + otherwise);
	}

}
