package rootpassword.alibaba.actiontrail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the events of an answer before any of them is parsed, so that one event that the
 * parser refuses spoils no other. It looks at brackets, commas and quotes only: deep
 * levels, long numbers and bytes that are not UTF-8 mean nothing to it.
 */
final class EventSplitter {

	private static final byte[] EVENTS = "Events".getBytes(StandardCharsets.US_ASCII);

	private final byte[] json;

	private final List<Range> events = new ArrayList<>();

	/** Where the array of the events begins, and ends; 0 before it is seen. */
	private int begin;

	private int end;

	EventSplitter(byte[] json) {
		this.json = json;
		scan();
	}

	/** The events, in order. */
	List<Range> events() {
		return (this.end > 0) ? this.events : List.of();
	}

	/** The answer without its events. */
	byte[] rest() {
		if (this.end == 0) {
			return this.json;
		}
		byte[] rest = Arrays.copyOf(this.json, this.begin + this.json.length - this.end);
		System.arraycopy(this.json, this.end, rest, this.begin, this.json.length - this.end);
		return rest;
	}

	private void scan() {
		int depth = 0;
		int element = 0;
		boolean named = false;
		for (int i = 0; i < this.json.length && this.end == 0; i++) {
			byte character = this.json[i];
			if (character == '"') {
				int close = endOfText(i + 1);
				named = depth == 1 && Arrays.equals(this.json, i + 1, close, EVENTS, 0, EVENTS.length);
				i = close;
			}
			else if (character == '[' || character == '{') {
				depth++;
				if (named && depth == 2 && character == '[') {
					this.begin = i + 1;
					element = i + 1;
				}
			}
			else if (character == ']' || character == '}') {
				depth--;
				if (depth == 1 && this.begin > 0) {
					add(element, i);
					this.end = i;
				}
			}
			else if (character == ',' && depth == 1) {
				named = false;
			}
			else if (character == ',' && depth == 2 && this.begin > 0) {
				add(element, i);
				element = i + 1;
			}
		}
	}

	private void add(int from, int to) {
		int first = from;
		while (first < to && this.json[first] >= 0 && this.json[first] <= ' ') {
			first++;
		}
		if (first < to) {
			this.events.add(new Range(first, to));
		}
	}

	/** The place of the quote that ends the text, or the end of the answer. */
	private int endOfText(int from) {
		int i = from;
		while (i < this.json.length && this.json[i] != '"') {
			i += (this.json[i] == '\\') ? 2 : 1;
		}
		return Math.min(i, this.json.length);
	}

	/**
	 * The place of an event in the answer.
	 */
	record Range(int from, int to) {
	}

}
