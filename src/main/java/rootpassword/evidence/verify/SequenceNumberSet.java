package rootpassword.evidence.verify;

import java.util.HashMap;
import java.util.Map;

/**
 * A set of row numbers, which lie close together: about one bit for each.
 */
final class SequenceNumberSet {

	private static final int PAGE_BITS = 12;

	private final Map<Long, long[]> pages = new HashMap<>();

	private long lastKey = -1;

	private long[] lastPage = new long[0];

	/** Whether the number is new. */
	boolean add(long seq) {
		long key = seq >> PAGE_BITS;
		if (key != this.lastKey) {
			this.lastPage = this.pages.computeIfAbsent(key, (page) -> new long[1 << (PAGE_BITS - 6)]);
			this.lastKey = key;
		}
		int word = (int) ((seq >> 6) & ((1 << (PAGE_BITS - 6)) - 1));
		long bit = 1L << (seq & 63);
		boolean added = (this.lastPage[word] & bit) == 0;
		this.lastPage[word] |= bit;
		return added;
	}

}
