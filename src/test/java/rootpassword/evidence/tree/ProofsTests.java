package rootpassword.evidence.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Roots and proofs of all small trees, and of trees at the edges of tiles; and that
 * nothing but the right proof is accepted.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProofsTests {

	private static final int SMALL = 70;

	private static final MemoryTiles TILES = tiles(65_537);

	@Test
	void everyRootIsTheOneOfTheDefinition() {
		TreeAccumulator accumulator = new TreeAccumulator();
		for (int size = 0; size <= SMALL; size++) {
			assertThat(accumulator.root()).isEqualTo(definition(0, size)).isEqualTo(TILES.tree(size).root());
			accumulator.add(TILES.leaf(size));
		}
	}

	@Test
	void everySmallInclusionProofIsAcceptedForItsPlaceOnly() {
		for (int size = 1; size <= SMALL; size++) {
			Hash root = TILES.tree(size).root();
			for (int index = 0; index < size; index++) {
				List<Hash> proof = TILES.tree(size).inclusionProof(index);
				for (int claimed = -1; claimed <= size; claimed++) {
					assertThat(Proofs.verifyInclusion(TILES.leaf(index), claimed, size, root, proof))
						.as("Leaf %d of %d at %d", index, size, claimed)
						.isEqualTo(claimed == index);
				}
			}
		}
	}

	@Test
	void everySmallConsistencyProofIsAcceptedForItsSizesOnly() {
		List<Hash> roots = IntStream.rangeClosed(0, SMALL + 1).mapToObj((size) -> TILES.tree(size).root()).toList();
		for (int size = 0; size <= SMALL; size++) {
			Hash root = roots.get(size);
			for (int old = 0; old <= size; old++) {
				List<Hash> proof = TILES.tree(size).consistencyProof(old);
				for (int claimed = -1; claimed <= size + 1; claimed++) {
					Hash oldRoot = roots.get(Math.max(claimed, 0));
					if (Proofs.verifyConsistency(claimed, oldRoot, size, root, proof)) {
						// Two pairs of sizes can need the same nodes, none of them a
						// false one
						assertThat(proof).isEqualTo(TILES.tree(size).consistencyProof(claimed));
					}
					else {
						assertThat(claimed).isNotEqualTo(old);
					}
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 255, 256, 257, 258, 511, 512, 513, 65_535, 65_536, 65_537 })
	void proofsAcrossTheEdgesOfTiles(int size) {
		Hash root = TILES.tree(size).root();
		LongStream.of(0, 1, 254, 255, 256, 257, 511, 512, 32_767, 32_768, 65_279, 65_280, 65_534, 65_535, 65_536)
			.filter((index) -> index < size)
			.forEach((index) -> {
				List<Hash> inclusion = TILES.tree(size).inclusionProof(index);
				assertThat(Proofs.verifyInclusion(TILES.leaf(index), index, size, root, inclusion)).isTrue();
				List<Hash> consistency = TILES.tree(size).consistencyProof(index);
				Hash oldRoot = TILES.tree(index).root();
				assertThat(Proofs.verifyConsistency(index, oldRoot, size, root, consistency)).isTrue();
			});
	}

	@Test
	void rootsOfLargeTreesAreThoseOfTheAccumulator() {
		TreeAccumulator accumulator = new TreeAccumulator();
		for (int size = 0; size < 65_537; size++) {
			if (size % 4_099 == 0 || size > 65_530 || (size > 250 && size < 260)) {
				assertThat(accumulator.root()).isEqualTo(TILES.tree(size).root());
			}
			accumulator.add(TILES.leaf(size));
		}
		assertThat(accumulator.root()).isEqualTo(TILES.tree(65_537).root());
	}

	@Test
	void anAccumulatorGoesOnFromAFrontier() {
		for (int size = 0; size <= SMALL; size++) {
			TreeAccumulator resumed = new TreeAccumulator(size, TILES.tree(size).frontier());
			for (int added = size; added < SMALL + 200; added++) {
				resumed.add(TILES.leaf(added));
			}
			assertThat(resumed.root()).isEqualTo(TILES.tree(SMALL + 200).root());
		}
		List<Hash> two = TILES.tree(3).frontier();
		assertThatIllegalArgumentException().isThrownBy(() -> new TreeAccumulator(4, two));
	}

	@Test
	void noMutationOfAnInclusionProofIsAccepted() {
		for (int size : new int[] { 1, 2, 3, 5, 8, 13, 70, 257 }) {
			Hash root = TILES.tree(size).root();
			for (int index = 0; index < size; index += 1 + size / 7) {
				Hash leaf = TILES.leaf(index);
				int at = index;
				mutations(TILES.tree(size).inclusionProof(index))
					.forEach((proof) -> assertThat(Proofs.verifyInclusion(leaf, at, size, root, proof)).isFalse());
				List<Hash> proof = TILES.tree(size).inclusionProof(index);
				flips(leaf)
					.forEach((other) -> assertThat(Proofs.verifyInclusion(other, at, size, root, proof)).isFalse());
				flips(root)
					.forEach((other) -> assertThat(Proofs.verifyInclusion(leaf, at, size, other, proof)).isFalse());
			}
		}
	}

	@Test
	void noMutationOfAConsistencyProofIsAccepted() {
		for (int size : new int[] { 1, 2, 3, 5, 8, 13, 70, 257 }) {
			Hash root = TILES.tree(size).root();
			for (int old = 1; old <= size; old += 1 + size / 7) {
				Hash oldRoot = TILES.tree(old).root();
				int from = old;
				mutations(TILES.tree(size).consistencyProof(old)).forEach(
						(proof) -> assertThat(Proofs.verifyConsistency(from, oldRoot, size, root, proof)).isFalse());
				List<Hash> proof = TILES.tree(size).consistencyProof(old);
				flips(oldRoot)
					.forEach((other) -> assertThat(Proofs.verifyConsistency(from, other, size, root, proof)).isFalse());
				flips(root).forEach(
						(other) -> assertThat(Proofs.verifyConsistency(from, oldRoot, size, other, proof)).isFalse());
			}
		}
	}

	@Test
	void nothingIsConsistentWithAnEmptyTreeOfAnotherRoot() {
		Hash root = TILES.tree(3).root();
		assertThat(Proofs.verifyConsistency(0, Hash.EMPTY_ROOT, 3, root, List.of())).isTrue();
		assertThat(Proofs.verifyConsistency(0, root, 3, root, List.of())).isFalse();
		assertThat(Proofs.verifyConsistency(4, root, 3, root, List.of())).isFalse();
	}

	@Test
	void aProofNeedsFewReads() {
		MemoryTiles tiles = tiles(65_537);
		tiles.tree(65_537).inclusionProof(40_000);
		assertThat(tiles.reads()).isLessThanOrEqualTo(4);
	}

	@Test
	void placesOutsideTheTreeAreRefused() {
		TiledTree tree = TILES.tree(5);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.inclusionProof(5));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.inclusionProof(-1));
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.consistencyProof(6));
		assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[31]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
			"____________________________________________" })
	void aHashHasOneText(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Hash.parse(text));
	}

	/** The definition of RFC 6962, section 2.1, word for word. */
	private static Hash definition(int start, int end) {
		int leaves = end - start;
		if (leaves == 0) {
			return Hash.EMPTY_ROOT;
		}
		if (leaves == 1) {
			return TILES.leaf(start);
		}
		int split = 1;
		while (split * 2 < leaves) {
			split *= 2;
		}
		return Hash.ofNode(definition(start, start + split), definition(start + split, end));
	}

	/** Every single bit flipped; an element removed, repeated, added, or swapped. */
	private static List<List<Hash>> mutations(List<Hash> proof) {
		List<List<Hash>> mutations = new ArrayList<>();
		for (int i = 0; i <= proof.size(); i++) {
			int at = i;
			mutations.add(changed(proof, (copy) -> copy.add(at, Hash.EMPTY_ROOT)));
			if (i == proof.size()) {
				continue;
			}
			flips(proof.get(i)).forEach((flipped) -> mutations.add(changed(proof, (copy) -> copy.set(at, flipped))));
			mutations.add(changed(proof, (copy) -> copy.remove(at)));
			mutations.add(changed(proof, (copy) -> copy.add(at, copy.get(at))));
			if (i > 0) {
				mutations.add(changed(proof, (copy) -> copy.add(at - 1, copy.remove(at))));
			}
		}
		return mutations;
	}

	private static List<Hash> changed(List<Hash> proof, Consumer<List<Hash>> change) {
		List<Hash> copy = new ArrayList<>(proof);
		change.accept(copy);
		return copy;
	}

	private static List<Hash> flips(Hash hash) {
		return IntStream.range(0, Hash.LENGTH * 8).mapToObj((bit) -> {
			byte[] bytes = hash.bytes();
			bytes[bit / 8] ^= (byte) (1 << (bit % 8));
			return Hash.of(bytes);
		}).toList();
	}

	private static MemoryTiles tiles(int leaves) {
		MemoryTiles tiles = new MemoryTiles();
		for (int i = 0; i < leaves; i++) {
			tiles.add(Hash.ofLeaf(("leaf " + i).getBytes(StandardCharsets.UTF_8)));
		}
		return tiles;
	}

}
