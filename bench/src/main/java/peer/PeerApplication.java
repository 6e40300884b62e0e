package peer;

import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.profile.DefaultProfile;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * The hand-made facade: what a team writes in a day with Spring MVC, Spring Data JPA and
 * the SDK, all with their defaults.
 */
@SpringBootApplication
class PeerApplication {

	public static void main(String[] args) {
		SpringApplication.run(PeerApplication.class, args);
	}

	@Bean
	IAcsClient provider(@Value("${ALIBABA_CLOUD_ACCESS_KEY_ID}") String id,
			@Value("${ALIBABA_CLOUD_ACCESS_KEY_SECRET}") String secret) {
		return new DefaultAcsClient(DefaultProfile.getProfile("cn-hangzhou", id, secret));
	}

}
