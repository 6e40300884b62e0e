package rootpassword.evidence.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The tiles of a growing tree, in memory.
 */
public final class MemoryTiles implements TiledTree.Tiles {

	private static final int WIDTH = 256;

	private final List<List<Hash>> levels = new ArrayList<>();

	private int reads;

	public void add(Hash leaf) {
		add(0, leaf);
	}

	private void add(int level, Hash hash) {
		if (this.levels.size() == level) {
			this.levels.add(new ArrayList<>());
		}
		List<Hash> hashes = this.levels.get(level);
		hashes.add(hash);
		if (hashes.size() % WIDTH == 0) {
			TreeAccumulator tile = new TreeAccumulator();
			hashes.subList(hashes.size() - WIDTH, hashes.size()).forEach(tile::add);
			add(level + 1, tile.root());
		}
	}

	public Hash leaf(long index) {
		return this.levels.getFirst().get((int) index);
	}

	public TiledTree tree(long size) {
		return new TiledTree(this, size);
	}

	@Override
	public List<Hash> read(int level, long from, int count) {
		this.reads++;
		return List.copyOf(this.levels.get(level).subList((int) from, (int) from + count));
	}

	int reads() {
		return this.reads;
	}

}
