package rootpassword.evidence.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static rootpassword.evidence.verify.SampleLedger.EXPORTED_AT;
import static rootpassword.evidence.verify.SampleLedger.START;

/**
 * The verifier finds and names each kind of tampering in exports written by hand, and
 * nothing in honest ones.
 */
@Execution(ExecutionMode.CONCURRENT)
class VerificationTests {

	@TempDir
	Path directory;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final SampleLedger ledger = SampleLedger.honest();

	@Test
	void anHonestLedgerIsIntact() throws Exception {
		assertThat(verify(this.ledger, anchor())).isEqualTo(Verdict.INTACT);
		assertThat(findings()).isEmpty();
	}

	@Test
	void withoutAnAnchorTheTailIsNotPinned() throws Exception {
		assertThat(verify(this.ledger)).isEqualTo(Verdict.NOT_PINNED);
		this.ledger.rows.subList(20, 24).clear();
		this.ledger.signAgain();
		assertThat(verify(this.ledger)).isEqualTo(Verdict.NOT_PINNED);
	}

	@ParameterizedTest
	@EnumSource
	void eachKindOfTamperingIsNamed(TamperingKinds kind) throws Exception {
		Path anchor = anchor();
		kind.tampering.accept(this.ledger);
		assertThat(verify(this.ledger, anchor)).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).anySatisfy((line) -> assertThat(line).startsWith(kind.finding));
	}

	/**
	 * Tampering must be found without an anchor too, except where only an anchor shows
	 * it.
	 */
	@ParameterizedTest
	@EnumSource
	void onlyTheOwnerOfTheKeyCanDoWithoutAnAnchor(TamperingKinds kind) throws Exception {
		kind.tampering.accept(this.ledger);
		boolean onlyAnAnchorShowsIt = kind.finding.startsWith("tree: the anchor");
		assertThat(verify(this.ledger)).isEqualTo(onlyAnAnchorShowsIt ? Verdict.NOT_PINNED : Verdict.TAMPERED);
	}

	@ParameterizedTest
	@CsvSource({ "10, accepted, true, INTACT", "20, unconfirmed, true, INTACT", "10, accepted, false, TAMPERED",
			"10, accepted, , TAMPERED", "10, rejected, true, TAMPERED", "10, , true, TAMPERED",
			"-1, accepted, true, TAMPERED" })
	void aLoginIsRecordedOnlyAfterAChange(int attempt, String outcome, Boolean effective, Verdict expected)
			throws Exception {
		Map<String, Object> columns = new HashMap<>(
				Map.of("seq", 25L, "event", "login-checked", "caller", "portal", "at", START + 25));
		if (attempt >= 0) {
			columns.put("attempt_id", "01a2082a-fa22-768b-8424-%012d".formatted(attempt));
		}
		columns.put("outcome", outcome);
		columns.put("effective", effective);
		this.ledger.seal(CanonicalRow.of(columns));
		this.ledger.sign();
		assertThat(verify(this.ledger, anchor())).isEqualTo(expected);
		if (expected == Verdict.TAMPERED) {
			assertThat(findings()).singleElement().asString().startsWith("seq 25: a login is recorded");
		}
	}

	@Test
	void everyChangedByteOfAnExportIsFound() throws Exception {
		List<String> lines = this.ledger.lines();
		Path anchor = anchor();
		for (int line = 1; line < lines.size() - 1; line++) {
			for (int at = line % 31; at < lines.get(line).length(); at += 31) {
				char old = lines.get(line).charAt(at);
				StringBuilder changed = new StringBuilder(lines.get(line));
				changed.setCharAt(at, (old == '0') ? '1' : '0');
				List<String> copy = new ArrayList<>(lines);
				copy.set(line, changed.toString());
				Path file = Files.write(this.directory.resolve("changed"), copy);
				assertThat(verify(file, List.of(anchor), List.of())).as(changed.toString()).isEqualTo(Verdict.TAMPERED);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 10, 24, 26, 30 })
	void aFileThatEndsEarlyIsFound(int kept) throws Exception {
		Path file = Files.write(this.directory.resolve("cut"), this.ledger.lines().subList(0, kept));
		assertThat(verify(file, List.of(anchor()), List.of())).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).contains("tree: the export has no end line: it is cut off");
	}

	@Test
	void everyLineThatIsRemovedOrRepeatedIsFound() throws Exception {
		Path anchor = anchor();
		List<String> lines = this.ledger.lines();
		for (int line = 1; line < lines.size(); line++) {
			List<String> removed = new ArrayList<>(lines);
			removed.remove(line);
			List<String> repeated = new ArrayList<>(lines);
			repeated.add(line, lines.get(line));
			for (List<String> copy : List.of(removed, repeated)) {
				Path file = Files.write(this.directory.resolve("lines"), copy);
				assertThat(verify(file, List.of(anchor), List.of())).as(lines.get(line)).isEqualTo(Verdict.TAMPERED);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 7, 16, 23, 24 })
	void aRangeIsIntactToo(int from) throws Exception {
		this.ledger.from = from;
		assertThat(verify(this.ledger, anchor())).isEqualTo(Verdict.INTACT);
		assertThat(findings()).isEmpty();
		Path file = Files.write(this.directory.resolve("frontier"),
				this.ledger.lines().stream().filter((line) -> !line.contains("frontier")).toList());
		assertThat(verify(file, List.of(), List.of())).isEqualTo(Verdict.TAMPERED);
	}

	@Test
	void aRangeIsCheckedAgainstTheRoots() throws Exception {
		this.ledger.from = 7;
		this.ledger.leaves.set(2, this.ledger.leaves.get(3));
		assertThat(verify(this.ledger)).isEqualTo(Verdict.TAMPERED);
		assertThat(findings().getFirst()).startsWith("tree: the checkpoint of size 8 has another root");
	}

	@Test
	void anArchiveFillsGaps() throws Exception {
		Path archive = this.ledger.write(this.directory, "archive");
		for (int i = 0; i < 15; i++) {
			this.ledger.archived.add(i);
		}
		Path export = this.ledger.write(this.directory, "export");
		assertThat(verify(export, List.of(anchor()), List.of(archive))).isEqualTo(Verdict.INTACT);
		Files.writeString(archive,
				Files.readString(archive).replaceFirst("\"caller\":\"portal\"", "\"caller\":\"another\""));
		assertThat(verify(export, List.of(anchor()), List.of(archive))).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).containsExactly("seq 1: the row was changed: its hash is not the one of leaf 0");
		assertThat(verify(export, List.of(), List.of())).isEqualTo(Verdict.TAMPERED);
		assertThat(findings())
			.containsExactly("tree: the rows of leaves 0 to 14 are missing, in the export and in the archives");
	}

	@Test
	void rowsOfTheLastMinuteNeedNoLeaf() throws Exception {
		this.ledger.unsealed.add(SampleLedger.row(25, "opened", 50, null, EXPORTED_AT - 59_000_000));
		assertThat(verify(this.ledger, anchor())).isEqualTo(Verdict.INTACT);
		this.ledger.unsealed.add(SampleLedger.row(26, "settled", 50, "accepted", EXPORTED_AT - 61_000_000));
		assertThat(verify(this.ledger, anchor())).isEqualTo(Verdict.TAMPERED);
	}

	@Test
	void anAttemptMayBeSealedInTheOtherOrder() throws Exception {
		SampleLedger swapped = new SampleLedger();
		swapped.seal(SampleLedger.row(2, "settled", 1, "unconfirmed", START + 2));
		swapped.seal(SampleLedger.row(1, "opened", 1, null, START + 1));
		swapped.seal(SampleLedger.row(3, "settled", 1, "accepted", START + 3));
		swapped.seal(SampleLedger.row(4, "opened", 2, null, START + 4));
		assertThat(verify(swapped)).isEqualTo(Verdict.NOT_PINNED);
	}

	@Test
	void anchorsComeInManyForms() throws Exception {
		String note = this.ledger.checkpoints.getLast().toString();
		String json = SampleLedger.line(this.ledger.checkpoints.getLast());
		for (String text : List.of(note, json, "\n" + json + "\n" + json.substring(0, 80) + "\n" + json + "\n",
				"2026-11-25T19:00:00Z INFO Sealed 24 rows: " + json + "\n",
				"{\"@timestamp\":\"x\"," + json.substring(1).replace("\u2014", "\\u2014"), "{\"message\":\"Sealed: "
						+ json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"," + json.substring(1))) {
			Path anchor = Files.writeString(this.directory.resolve("anchor"), text);
			assertThat(verify(this.ledger, anchor)).as(text).isEqualTo(Verdict.INTACT);
			assertThat(verify(cut(), anchor)).as(text).isEqualTo(Verdict.TAMPERED);
		}
	}

	@Test
	void anAnchorNeedsAValidSignature() throws Exception {
		Path foreign = Files.writeString(this.directory.resolve("foreign"),
				SampleLedger
					.checkpoint(SampleLedger.signer(SampleLedger.ORIGIN), SampleLedger.ORIGIN, this.ledger.leaves)
					.toString());
		assertThat(verify(this.ledger, foreign)).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).containsExactly("tree: 1 checkpoints or anchors are not signed with a given key");
	}

	@Test
	void withoutAnyCheckpointOfTheKeyThereIsNoVerdict() throws Exception {
		Path export = this.ledger.write(this.directory, "export");
		VerifierKey other = SampleLedger.signer(SampleLedger.ORIGIN).verifierKey();
		assertThatExceptionOfType(UnusableException.class).isThrownBy(() -> verify(export, other, List.of()))
			.withMessageContaining("is it the key of this log?");
		VerifierKey another = SampleLedger.signer("another").verifierKey();
		assertThatExceptionOfType(UnusableException.class).isThrownBy(() -> verify(export, another, List.of()));
		Path empty = Files.writeString(this.directory.resolve("empty"), "no checkpoint\n");
		assertThatExceptionOfType(UnusableException.class).isThrownBy(() -> verify(this.ledger, empty));
		assertThatExceptionOfType(UnusableException.class)
			.isThrownBy(() -> verify(empty, this.ledger.signer.verifierKey(), List.of()));
		assertThatExceptionOfType(UnusableException.class).isThrownBy(() -> verify(new SampleLedger()));
	}

	@Test
	void manyFindingsAreCounted() throws Exception {
		for (int i = 0; i < 1200; i++) {
			this.ledger.unsealed.add(SampleLedger.row(100 + i, "refused", -1, "rejected", START));
		}
		assertThat(verify(this.ledger)).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).hasSize(1001).last().isEqualTo("tree: 200 more findings are not shown");
	}

	@Test
	void blocksOfAnyLengthGiveTheSameVerdict() throws Exception {
		SampleLedger large = SampleLedger.large(6000);
		assertThat(large.write(this.directory, "large"))
			.satisfies((file) -> assertThat(Files.size(file)).isGreaterThan(2 << 20));
		assertThat(verify(large)).isEqualTo(Verdict.NOT_PINNED);
		large.rows.set(5000, SampleLedger.row(5001, "refused", -1, "y", START));
		assertThat(verify(large)).isEqualTo(Verdict.TAMPERED);
		assertThat(findings()).containsExactly("seq 5001: the row was changed: its hash is not the one of leaf 5000");
	}

	private SampleLedger cut() {
		SampleLedger cut = new SampleLedger(this.ledger.signer);
		this.ledger.rows.subList(0, 20).forEach(cut::seal);
		return cut;
	}

	private Path anchor() throws IOException {
		return Files.writeString(this.directory.resolve("kept-elsewhere"),
				SampleLedger.line(this.ledger.checkpoints.getFirst()) + "\n"
						+ SampleLedger.line(this.ledger.checkpoints.getLast()) + "\n");
	}

	private Verdict verify(SampleLedger exported, Path... anchors) throws IOException, UnusableException {
		return verify(exported.write(this.directory, "export"), exported.signer.verifierKey(), List.of(anchors));
	}

	private Verdict verify(Path export, VerifierKey key, List<Path> anchors) throws IOException, UnusableException {
		return verify(new Verification(export, List.of(key), anchors, List.of()));
	}

	private Verdict verify(Path export, List<Path> anchors, List<Path> archives) throws IOException, UnusableException {
		return verify(new Verification(export, List.of(this.ledger.signer.verifierKey()), anchors, archives));
	}

	private Verdict verify(Verification verification) throws IOException, UnusableException {
		this.out.reset();
		return verification.run(new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(PrintStream.nullOutputStream()));
	}

	private List<String> findings() {
		return this.out.toString(StandardCharsets.UTF_8).lines().toList();
	}

}
