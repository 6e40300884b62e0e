package rootpassword.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Passwords in the heap one second after 1,000 resets.
 */
@Execution(ExecutionMode.CONCURRENT)
class HeapDumpJarTests {

	private static final int RESETS = 1000;

	private static final int CONNECTIONS = 8;

	/** In clear text, encoded in a form, and encoded again for the signature V1. */
	private static final List<String> FORMS = List.of("C4nary!", "C4nary%21", "C4nary%2521");

	/** The digits that follow make UTF-16BE look the same from its second byte on. */
	private static final List<Charset> CHARSETS = List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE);

	@Test
	void holdsAtMostOnePasswordPerConnection(@TempDir Path directory) throws Exception {
		try (ProviderStub provider = ProviderStub.start();
				JarProcess jar = JarProcess.start(directory,
						Facade.properties(Database.h2In(directory), provider, "root-password.limits.per-caller=off"));
				ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS)) {
			List<Future<Boolean>> accepted = new ArrayList<>();
			for (int i = 0; i < RESETS; i++) {
				String number = String.format("%04d", i);
				// A pause of this machine fails those under way
				accepted.add(callers.submit(() -> IntStream.range(0, 5)
					.anyMatch((again) -> jar.reset("dds-heap" + number + "x" + again, "C4nary!" + number)
						.status() == 200)));
			}
			for (Future<Boolean> one : accepted) {
				assertThat(one.get()).isTrue();
			}
			Instant second = Instant.now().plusSeconds(1);
			await().until(() -> Instant.now().isAfter(second));
			Path dump = directory.resolve("heap.hprof");
			jar.jcmd("GC.heap_dump", dump.toString());
			assertThat(count(dump, List.of("Content-Type")).get(StandardCharsets.ISO_8859_1).getFirst())
				.as("a text that every heap has")
				.isPositive();
			Map<Charset, List<Integer>> found = count(dump, FORMS);
			System.out.println("Passwords in the heap after " + RESETS + " resets, by encoding and form: " + found);
			// Each open connection may keep its last exchange in a buffer
			assertThat(found.values().stream().flatMap(List::stream).mapToInt(Integer::intValue).sum())
				.isLessThanOrEqualTo(CONNECTIONS);
		}
	}

	/** How often each text is in the file. */
	private static Map<Charset, List<Integer>> count(Path file, List<String> texts) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			MappedByteBuffer heap = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
			List<Integer> starts = IntStream.range(0, heap.limit())
				.filter((at) -> heap.get(at) == 'C')
				.boxed()
				.toList();
			Map<Charset, List<Integer>> found = new LinkedHashMap<>();
			for (Charset charset : CHARSETS) {
				found.put(charset, texts.stream().map((text) -> {
					ByteBuffer bytes = charset.encode(text);
					int last = heap.limit() - bytes.limit();
					return (int) starts.stream()
						.filter((at) -> at <= last && heap.slice(at, bytes.limit()).equals(bytes))
						.count();
				}).toList());
			}
			return found;
		}
	}

}
