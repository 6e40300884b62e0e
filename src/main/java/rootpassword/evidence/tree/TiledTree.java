package rootpassword.evidence.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tree of the first leaves of a log, which reads few tiles for each root or proof. It
 * keeps the tiles it has read, so make one for each use. Not safe for use by several
 * threads.
 */
public final class TiledTree {

	/** A tile has 2<sup>8</sup> hashes. */
	private static final int HEIGHT = 8;

	private static final int WIDTH = 1 << HEIGHT;

	private final Tiles tiles;

	private final long size;

	private final Map<Tile, List<Hash>> read = new HashMap<>();

	/**
	 * The tree of the leaves 0 to {@code size} - 1.
	 * @throws IllegalArgumentException if the size is negative
	 */
	public TiledTree(Tiles tiles, long size) {
		if (size < 0) {
			throw new IllegalArgumentException("A tree has no negative size: " + size);
		}
		this.tiles = tiles;
		this.size = size;
	}

	public Hash root() {
		return (this.size == 0) ? Rfc6962.emptyRoot() : root(0, this.size);
	}

	/** The roots of the complete subtrees that the tree consists of, largest first. */
	public List<Hash> frontier() {
		List<Hash> roots = new ArrayList<>();
		long start = 0;
		for (long rest = this.size; rest > 0; rest -= Long.highestOneBit(rest)) {
			roots.add(root(start, start + Long.highestOneBit(rest)));
			start += Long.highestOneBit(rest);
		}
		return roots;
	}

	/**
	 * The proof that a leaf is in this tree: the siblings on its way to the root, lowest
	 * first.
	 * @throws IndexOutOfBoundsException if the tree has no such leaf
	 */
	public List<Hash> inclusionProof(long index) {
		if (index < 0 || index >= this.size) {
			throw new IndexOutOfBoundsException("No leaf " + index + " in a tree of " + this.size);
		}
		List<Hash> proof = new ArrayList<>();
		addPath(index, 0, this.size, proof);
		return proof;
	}

	/**
	 * The proof that this tree begins with all leaves of a smaller one.
	 * @throws IndexOutOfBoundsException if the other size is negative or larger
	 */
	public List<Hash> consistencyProof(long oldSize) {
		if (oldSize < 0 || oldSize > this.size) {
			throw new IndexOutOfBoundsException("No tree of " + oldSize + " precedes one of " + this.size);
		}
		List<Hash> proof = new ArrayList<>();
		if (oldSize > 0) {
			addSubproof(oldSize, 0, this.size, true, proof);
		}
		return proof;
	}

	private void addPath(long index, long start, long end, List<Hash> proof) {
		if (end - start == 1) {
			return;
		}
		long middle = start + split(end - start);
		if (index < middle) {
			addPath(index, start, middle, proof);
			proof.add(root(middle, end));
		}
		else {
			addPath(index, middle, end, proof);
			proof.add(root(start, middle));
		}
	}

	private void addSubproof(long oldSize, long start, long end, boolean oldRootIsKnown, List<Hash> proof) {
		if (oldSize == end) {
			if (!oldRootIsKnown) {
				proof.add(root(start, end));
			}
			return;
		}
		long middle = start + split(end - start);
		if (oldSize <= middle) {
			addSubproof(oldSize, start, middle, oldRootIsKnown, proof);
			proof.add(root(middle, end));
		}
		else {
			addSubproof(oldSize, middle, end, false, proof);
			proof.add(root(start, middle));
		}
	}

	private Hash root(long start, long end) {
		long leaves = end - start;
		if (Long.bitCount(leaves) == 1) {
			return complete(start, Long.numberOfTrailingZeros(leaves));
		}
		long middle = start + split(leaves);
		return Rfc6962.node(root(start, middle), root(middle, end));
	}

	private Hash complete(long start, int height) {
		int level = height / HEIGHT;
		int count = 1 << (height % HEIGHT);
		long first = start >>> (level * HEIGHT);
		int offset = (int) (first % WIDTH);
		List<Hash> hashes = tile(new Tile(level, first / WIDTH)).subList(offset, offset + count);
		TreeAccumulator subtree = new TreeAccumulator();
		hashes.forEach(subtree::add);
		return subtree.root();
	}

	private List<Hash> tile(Tile tile) {
		return this.read.computeIfAbsent(tile, (key) -> {
			long from = key.index() * WIDTH;
			int count = (int) Math.min(WIDTH, (this.size >>> (key.level() * HEIGHT)) - from);
			List<Hash> hashes = this.tiles.read(key.level(), from, count);
			if (hashes.size() != count) {
				throw new IllegalStateException(String.format(Locale.ROOT, "Level %d has %d hashes at %d, not %d",
						key.level(), hashes.size(), from, count));
			}
			return hashes;
		});
	}

	/** The largest power of two below the number of leaves. */
	private static long split(long leaves) {
		return Long.highestOneBit(leaves - 1);
	}

	/**
	 * The place of a tile.
	 */
	private record Tile(int level, long index) {
	}

}
