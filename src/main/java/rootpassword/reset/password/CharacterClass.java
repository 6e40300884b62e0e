package rootpassword.reset.password;

import java.util.stream.Collectors;

/**
 * A class of characters, for example uppercase letters.
 *
 * @param name the name for machines, for example {@code uppercase}
 * @param characters the members, each once
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
