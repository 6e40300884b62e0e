package rootpassword.evidence.verify;

/**
 * A set of row numbers in a hash table. Numbers that lie close together share a slot of
 * 16 bytes for 64 of them.
 */
final class NumberSet {

	private long[] keys = new long[1024];

	/** A bit for each number with the same key; 0 if the slot is empty. */
	private long[] words = new long[this.keys.length];

	private int used;

	/** Whether the number is new. */
	boolean add(long number) {
		if (this.used > this.keys.length / 4 * 3) {
			grow();
		}
		return add(number >> 6, 1L << number);
	}

	private boolean add(long key, long bits) {
		int mask = this.keys.length - 1;
		int slot = Long.hashCode(key * 0x9e3779b97f4a7c15L) & mask;
		while (this.words[slot] != 0 && this.keys[slot] != key) {
			slot = (slot + 1) & mask;
		}
		boolean added = (this.words[slot] & bits) == 0;
		this.used += (this.words[slot] == 0) ? 1 : 0;
		this.keys[slot] = key;
		this.words[slot] |= bits;
		return added;
	}

	private void grow() {
		long[] oldKeys = this.keys;
		long[] oldWords = this.words;
		this.keys = new long[2 * oldKeys.length];
		this.words = new long[this.keys.length];
		this.used = 0;
		for (int i = 0; i < oldKeys.length; i++) {
			if (oldWords[i] != 0) {
				add(oldKeys[i], oldWords[i]);
			}
		}
	}

}
