package rootpassword.kit;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.password.RootPassword;

/**
 * Builds reset commands. Without further calls, the caller is {@code portal}, the
 * password is {@code A}, and every optional value is absent.
 */
public final class Commands {

	/** For a settlement in which the command does not matter. */
	public static final ResetCommand ANY = reset("dds-any").build();

	private final InstanceId instance;

	private Actor actor = actor("portal");

	private String password = "A";

	private @Nullable CharacterType characterType;

	private @Nullable String reason;

	private @Nullable String traceId;

	private @Nullable IdempotencyKey key;

	private Commands(String instance) {
		this.instance = new InstanceId(instance);
	}

	public static Commands reset(String instance) {
		return new Commands(instance);
	}

	/** A caller with an API token, and no user. */
	public static Actor actor(String caller) {
		return new Actor(caller, null, "::1");
	}

	public static Origin origin(String caller) {
		return new Origin(actor(caller), null, null);
	}

	/** A refusal of a reset, before the instance was known. */
	public static EarlyRefusal refusal(String caller, Rejection reason) {
		return new EarlyRefusal(origin(caller), null, reason, false);
	}

	public Commands caller(String caller) {
		return actor(actor(caller));
	}

	public Commands actor(Actor actor) {
		this.actor = actor;
		return this;
	}

	public Commands password(String password) {
		this.password = password;
		return this;
	}

	public Commands characterType(@Nullable CharacterType characterType) {
		this.characterType = characterType;
		return this;
	}

	public Commands reason(String reason) {
		this.reason = reason;
		return this;
	}

	public Commands traceId(String traceId) {
		this.traceId = traceId;
		return this;
	}

	public Commands key(@Nullable String key) {
		this.key = (key != null) ? new IdempotencyKey(key) : null;
		return this;
	}

	public ResetCommand build() {
		return new ResetCommand(this.instance, new RootPassword(this.password.toCharArray()), this.characterType,
				new Origin(this.actor, this.reason, this.traceId), this.key, "default");
	}

}
