package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the trail should remember it.
 *
 * @param caller the authenticated caller's name
 * @param assertedUser the person behind the caller, as the caller says; nobody has proved
 * it
 * @param sourceAddress the IP address that the request came from
 */
public record Actor(String caller, @Nullable String assertedUser, String sourceAddress) {
}
