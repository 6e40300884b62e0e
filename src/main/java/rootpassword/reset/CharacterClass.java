package rootpassword.reset;

import java.util.stream.Collectors;

/**
 * One of the kinds of characters that a password is made of.
 *
 * @param name its name for machines, for example {@code uppercase}
 * @param characters all that belong to it, each once
 */
public record CharacterClass(String name, String characters) {

	static CharacterClass ofRange(String name, char first, char last) {
		StringBuilder characters = new StringBuilder();
		for (char character = first; character <= last; character++) {
			characters.append(character);
		}
		return new CharacterClass(name, characters.toString());
	}

	static CharacterClass of(String name, String characters) {
		return new CharacterClass(name,
				characters.chars().distinct().mapToObj(Character::toString).collect(Collectors.joining()));
	}

	boolean contains(int character) {
		return this.characters.indexOf(character) >= 0;
	}

}
