package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PostTests {

	@Test
	void neverQuotesAHeader() {
		Post post = new Post(URI.create("http://127.0.0.1:1/"), Post.DEADLINE);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> post.send(Map.of("Authorization", "Bearer canary\n"), new byte[0]))
			.withMessage("a header has an invalid name or value")
			.withNoCause();
	}

}
