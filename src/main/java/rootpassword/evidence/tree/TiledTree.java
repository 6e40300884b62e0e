package rootpassword.evidence.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The tree of the first leaves of a log. It reads few tiles for a root or proof, and
 * keeps them, so make a new one for each use.
 */
public final class TiledTree {

	private static final int TILE_HEIGHT = 8;

	private static final int TILE_WIDTH = 1 << TILE_HEIGHT;

	private final Tiles tiles;

	private final long size;

	private final Map<Tile, List<Hash>> read = new HashMap<>();

	/** The tree of the leaves 0 to {@code size} - 1. */
	public TiledTree(Tiles tiles, long size) {
		this.tiles = tiles;
		this.size = size;
	}

	public Hash root() {
		return (this.size == 0) ? Hash.EMPTY_ROOT : root(0, this.size);
	}

	/** The roots of the complete subtrees that the tree consists of, largest first. */
	public List<Hash> frontier() {
		List<Hash> roots = new ArrayList<>();
		for (long start = 0; start < this.size; start += Long.highestOneBit(this.size - start)) {
			roots.add(root(start, start + Long.highestOneBit(this.size - start)));
		}
		return roots;
	}

	/** The siblings of a leaf on its way to the root, lowest first: PATH of RFC 6962. */
	public List<Hash> inclusionProof(long index) {
		return new ArrayList<>(proof(Objects.checkIndex(index, this.size), -1));
	}

	/**
	 * The proof that this tree begins with all leaves of a smaller one: PROOF of RFC
	 * 6962, section 2.1.2.
	 */
	public List<Hash> consistencyProof(long oldSize) {
		Objects.checkIndex(oldSize, this.size + 1);
		return (oldSize == 0) ? List.of() : new ArrayList<>(proof(oldSize - 1, oldSize));
	}

	/**
	 * Descends to a leaf and collects the siblings, lowest first. With an old tree it
	 * stops at the first range that ends where that tree ends. The root of that range is
	 * part of the proof, unless the range is the whole old tree.
	 * @param oldSize the size of the old tree, or -1 for the proof of a leaf
	 */
	private Deque<Hash> proof(long leaf, long oldSize) {
		Deque<Hash> proof = new ArrayDeque<>();
		long start = 0;
		long end = this.size;
		while (end - start > 1 && end != oldSize) {
			long middle = middle(start, end);
			if (leaf < middle) {
				proof.addFirst(root(middle, end));
				end = middle;
			}
			else {
				proof.addFirst(root(start, middle));
				start = middle;
			}
		}
		if (end == oldSize && start > 0) {
			proof.addFirst(root(start, end));
		}
		return proof;
	}

	/** MTH(D[start:end]) of RFC 6962, section 2.1. */
	private Hash root(long start, long end) {
		if (Long.bitCount(end - start) == 1) {
			return complete(start, Long.numberOfTrailingZeros(end - start));
		}
		long middle = middle(start, end);
		return Hash.ofNode(root(start, middle), root(middle, end));
	}

	/** The left part has k leaves, the largest power of two smaller than their number. */
	private static long middle(long start, long end) {
		return start + Long.highestOneBit(end - start - 1);
	}

	/** The root of a complete subtree, from hashes that lie within one tile. */
	private Hash complete(long start, int height) {
		int level = height / TILE_HEIGHT;
		long first = start >>> (level * TILE_HEIGHT);
		int offset = (int) (first % TILE_WIDTH);
		TreeAccumulator subtree = new TreeAccumulator();
		tile(new Tile(level, first / TILE_WIDTH)).subList(offset, offset + (1 << (height % TILE_HEIGHT)))
			.forEach(subtree::add);
		return subtree.root();
	}

	private List<Hash> tile(Tile tile) {
		return this.read.computeIfAbsent(tile, (key) -> {
			long from = key.index() * TILE_WIDTH;
			int count = (int) Math.min(TILE_WIDTH, (this.size >>> (key.level() * TILE_HEIGHT)) - from);
			List<Hash> hashes = this.tiles.read(key.level(), from, count);
			if (hashes.size() != count) {
				throw new IllegalStateException(
						"Level " + key.level() + " has " + hashes.size() + " hashes at " + from + ", not " + count);
			}
			return hashes;
		});
	}

	private record Tile(int level, long index) {
	}

	/** The leaves of a tree, and the roots of its complete subtrees. */
	@FunctionalInterface
	public interface Tiles {

		/**
		 * Reads hashes that lie side by side, at most 256.
		 * @param level {@code k} for roots of subtrees of 256<sup>k</sup> leaves
		 */
		List<Hash> read(int level, long from, int count);

	}

}
