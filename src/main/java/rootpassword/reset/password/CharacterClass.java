package rootpassword.reset.password;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A class of characters, for example uppercase letters.
 *
 * @param name the name for machines, for example {@code uppercase}
 * @param characters the members, each once
 */
public record CharacterClass(String name, String characters) {

	static CharacterClass ofRange(String name, char first, char last) {
		return of(name, IntStream.rangeClosed(first, last));
	}

	static CharacterClass of(String name, IntStream characters) {
		return new CharacterClass(name,
				characters.distinct().mapToObj(Character::toString).collect(Collectors.joining()));
	}

	boolean contains(int character) {
		return this.characters.indexOf(character) >= 0;
	}

}
