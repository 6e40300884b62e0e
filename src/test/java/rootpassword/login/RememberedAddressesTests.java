package rootpassword.login;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceAddresses.Address;
import rootpassword.reset.command.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedAddressesTests {

	private static final Deadline DEADLINE = Deadline.in(Duration.ofHours(1));

	private static final InstanceId INSTANCE = new InstanceId("dds-a");

	/** The difference of two times counts, also if the clock overflows. */
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);

	private final List<InstanceId> asked = new ArrayList<>();

	private List<Address> known = List.of(new Address("dds-a1.mongodb.rds.aliyuncs.com", 3717));

	private final RememberedAddresses addresses = new RememberedAddresses((instance, deadline) -> {
		this.asked.add(instance);
		return this.known;
	}, this.clock::get);

	@Test
	void remembersForAnHour() {
		assertThat(ask()).containsExactly(new AddressPattern("dds-a1.mongodb.rds.aliyuncs.com", 3717));
		this.known = List.of(new Address("dds-a2.mongodb.rds.aliyuncs.com", 3717));
		pass(Duration.ofMinutes(59));
		assertThat(ask()).containsExactly(new AddressPattern("dds-a1.mongodb.rds.aliyuncs.com", 3717));
		assertThat(this.asked).hasSize(1);
		pass(Duration.ofMinutes(1));
		assertThat(ask()).containsExactly(new AddressPattern("dds-a2.mongodb.rds.aliyuncs.com", 3717));
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void remembersForAMinuteThatNothingIsKnown() {
		this.known = List.of();
		assertThat(ask()).isEmpty();
		pass(Duration.ofSeconds(59));
		assertThat(ask()).isEmpty();
		assertThat(this.asked).hasSize(1);
		pass(Duration.ofSeconds(1));
		ask();
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void forgetsAddressesThatDoNotWorkButAsksOnceAMinuteAtMost() {
		ask();
		this.addresses.doubt(INSTANCE);
		pass(Duration.ofSeconds(59));
		ask();
		assertThat(this.asked).hasSize(1);
		pass(Duration.ofSeconds(1));
		ask();
		assertThat(this.asked).hasSize(2);
		pass(Duration.ofMinutes(30));
		this.addresses.doubt(INSTANCE);
		ask();
		assertThat(this.asked).hasSize(3);
	}

	@Test
	void remembersAThousandInstancesAndForgetsTheOldestLookUp() {
		for (int i = 0; i <= RememberedAddresses.MAX_INSTANCES; i++) {
			ask("dds-" + i);
		}
		this.asked.clear();
		for (int i = 1; i <= RememberedAddresses.MAX_INSTANCES; i++) {
			ask("dds-" + i);
		}
		assertThat(this.asked).isEmpty();
		ask("dds-0");
		assertThat(this.asked).containsExactly(new InstanceId("dds-0"));
	}

	private void pass(Duration time) {
		this.clock.addAndGet(time.toNanos());
	}

	private List<AddressPattern> ask() {
		return this.addresses.of(INSTANCE, DEADLINE);
	}

	private void ask(String instance) {
		this.addresses.of(new InstanceId(instance), DEADLINE);
	}

}
