package rootpassword.evidence.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.cli.EvidenceCommands;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.evidence.verify.SampleLedger.START;

/**
 * The verifier finds and names each kind of tampering in exports written by hand, and
 * nothing in honest ones. A second verifier, written from the document, says the same.
 */
@Execution(ExecutionMode.CONCURRENT)
class VerificationTests {

	@TempDir
	Path directory;

	private AuditFiles files;

	@BeforeEach
	void begin() {
		this.files = new AuditFiles(this.directory);
		this.files.anchor(this.files.ledger.checkpoints.getFirst(), this.files.ledger.checkpoints.getLast());
	}

	@ParameterizedTest
	@EnumSource
	void eachFileGetsItsVerdict(HostileExports kind) throws IOException {
		this.files.anchor(this.files.ledger.checkpoints.getLast());
		kind.change.accept(this.files);
		assertThat(verify(kind.verdict).out())
			.allMatch((line) -> line.matches("(seq -?\\d+: |tree: |verdict: )\\P{Cntrl}*"));
	}

	@ParameterizedTest
	@EnumSource
	void eachKindOfTamperingIsNamed(TamperingKinds kind) throws IOException {
		kind.tampering.accept(this.files.ledger);
		assertThat(verify("tampered").findings()).anySatisfy((line) -> assertThat(line).startsWith(kind.finding));
	}

	/**
	 * Tampering must be found without an anchor too, except where only an anchor shows
	 * it.
	 */
	@ParameterizedTest
	@EnumSource
	void onlyTheOwnerOfTheKeyCanDoWithoutAnAnchor(TamperingKinds kind) throws IOException {
		this.files.anchors.clear();
		kind.tampering.accept(this.files.ledger);
		verify(kind.finding.startsWith("tree: the anchor") ? "intact, tail not pinned" : "tampered");
	}

	@ParameterizedTest
	@CsvSource({ "10, accepted, true, intact", "20, unconfirmed, true, intact", "10, accepted, false, tampered",
			"10, accepted, , tampered", "10, rejected, true, tampered", "10, , true, tampered",
			"-1, accepted, true, tampered" })
	void aLoginIsRecordedOnlyAfterAChange(int attempt, String outcome, Boolean effective, String verdict)
			throws IOException {
		Map<String, Object> columns = new HashMap<>(
				Map.of("seq", 25L, "event", "login-checked", "caller", "portal", "at", START + 25));
		if (attempt >= 0) {
			columns.put("attempt_id", "01a2082a-fa22-768b-8424-%012d".formatted(attempt));
		}
		columns.put("outcome", outcome);
		columns.put("effective", effective);
		this.files.ledger.seal(new CanonicalRow(columns));
		this.files.ledger.sign();
		this.files.anchor(this.files.ledger.checkpoints.getLast());
		verify(verdict);
	}

	/**
	 * Except in the signature of a checkpoint that a later one covers, which proves
	 * nothing that the later one does not prove.
	 */
	@Test
	void everyChangedByteOfAnExportIsFound() throws IOException {
		List<String> lines = this.files.ledger.lines();
		for (int line = 1; line < lines.size() - 1; line++) {
			boolean covered = lines.get(line).startsWith("{\"checkpoint\"") && line < lines.size() - 2;
			int length = covered ? lines.get(line).indexOf("\\n\\n") : lines.get(line).length();
			for (int at = line % 31; at < length; at += 31) {
				char old = lines.get(line).charAt(at);
				StringBuilder changed = new StringBuilder(lines.get(line));
				changed.setCharAt(at, (old == '0') ? '1' : '0');
				List<String> copy = new ArrayList<>(lines);
				copy.set(line, changed.toString());
				this.files.export = (text) -> String.join("\n", copy) + "\n";
				assertThat(VerifierRun.of(this.files.arguments()).verdict()).as(changed.toString())
					.matches("tampered|none");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 10, 24, 26, 30 })
	void aFileThatEndsEarlyIsFound(int kept) throws IOException {
		this.files.lines((lines) -> lines.subList(0, kept));
		assertThat(verify("tampered").findings()).contains("tree: the export has no end line: it is cut off");
	}

	@Test
	void everyLineThatIsRemovedOrRepeatedIsFound() throws IOException {
		List<String> lines = this.files.ledger.lines();
		for (int line = 1; line < lines.size(); line++) {
			List<String> removed = new ArrayList<>(lines);
			removed.remove(line);
			List<String> repeated = new ArrayList<>(lines);
			repeated.add(line, lines.get(line));
			for (List<String> copy : List.of(removed, repeated)) {
				this.files.export = (text) -> String.join("\n", copy) + "\n";
				verify("tampered");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 7, 16, 23, 24 })
	void aRangeIsIntactToo(int from) throws IOException {
		this.files.ledger.from = from;
		this.files.from = from;
		if (from == 24) {
			this.files.ledger.unsealed.add(SampleLedger.row(25, "refused", -1, null, SampleLedger.EXPORTED_AT));
		}
		verify((from == 24) ? "intact, 1 rows not sealed" : "intact");
		this.files.lines((lines) -> lines.stream().filter((line) -> !line.contains("frontier")).toList());
		verify("tampered");
	}

	@Test
	void aRangeIsCheckedAgainstTheRoots() throws IOException {
		this.files.ledger.from = 7;
		this.files.from = 7;
		this.files.ledger.leaves.set(2, this.files.ledger.leaves.get(3));
		assertThat(verify("tampered").findings().getFirst())
			.startsWith("tree: the checkpoint of size 8 has another root");
	}

	@Test
	void anArchiveFillsGaps() throws IOException {
		List<String> archive = this.files.ledger.lines();
		for (int i = 0; i < 15; i++) {
			this.files.ledger.archived.add(i);
		}
		this.files.archives.add(archive);
		verify("intact");
		this.files.archives.set(0,
				archive.stream()
					.map((line) -> line.replaceFirst("(seq\":1,.*)", "$1"))
					.map((line) -> line.startsWith("{\"index\":0,") ? line.replace("portal", "another") : line)
					.toList());
		assertThat(verify("tampered").findings())
			.contains("seq 1: the row was changed: its hash is not the one of leaf 0");
		this.files.archives.clear();
		assertThat(verify("tampered").findings())
			.containsExactly("tree: the rows of leaves 0 to 14 are missing, in the export and in the archives");
	}

	@Test
	void anAttemptMayBeSealedInTheOtherOrder() throws IOException {
		SampleLedger swapped = new SampleLedger(this.files.ledger.signer);
		swapped.seal(SampleLedger.row(2, "settled", 1, "unconfirmed", START + 2));
		swapped.seal(SampleLedger.row(1, "opened", 1, null, START + 1));
		swapped.seal(SampleLedger.row(3, "settled", 1, "accepted", START + 3));
		swapped.seal(SampleLedger.row(4, "opened", 2, null, START + 4));
		this.files.ledger = swapped;
		this.files.anchors.clear();
		verify("intact, tail not pinned");
	}

	@Test
	void bothVerifiersAgreeAboutEveryCourseOfAnAttempt() throws IOException {
		List<String> events = List.of("opened", "settled unconfirmed", "settled accepted", "reconciled rejected");
		List<List<String>> courses = List.of(List.of());
		this.files.anchors.clear();
		for (int length = 1; length <= 3; length++) {
			courses = courses.stream()
				.flatMap((course) -> events.stream()
					.map((event) -> Stream.concat(course.stream(), Stream.of(event)).toList()))
				.toList();
			for (List<String> course : courses) {
				this.files.ledger = new SampleLedger(this.files.ledger.signer);
				for (int i = 0; i < length; i++) {
					// The number says that it was opened first, wherever it is sealed
					String[] event = course.get(i).split(" ");
					this.files.ledger.seal(SampleLedger.row((event.length == 1) ? 1 + i : 100 + i, event[0], 1,
							(event.length == 1) ? null : event[1], START + i));
				}
				this.files.ledger.sign();
				assertThat(VerifierRun.of(this.files.arguments()).verdict()).as(course.toString())
					.isEqualTo(IndependentVerifier.verify(this.files.arguments()));
			}
		}
	}

	@Test
	void anchorsComeInManyForms() throws IOException {
		String note = this.files.ledger.checkpoints.getLast().toString();
		String json = SampleLedger.line(this.files.ledger.checkpoints.getLast());
		SampleLedger cut = new SampleLedger(this.files.ledger.signer);
		this.files.ledger.rows.subList(0, 20).forEach(cut::seal);
		SampleLedger whole = this.files.ledger;
		for (String text : List.of(note, json, "\n" + json + "\n" + json.substring(0, 80) + "\n" + json + "\n",
				"2026-11-25T19:00:00Z INFO Sealed 24 rows: " + json + "\n",
				"{\"@timestamp\":\"x\"," + json.substring(1).replace("\u2014", "\\u2014"), "{\"message\":\"Sealed: "
						+ json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"," + json.substring(1))) {
			this.files.anchors.set(0, text);
			this.files.ledger = whole;
			verify("intact");
			this.files.ledger = cut;
			verify("tampered");
		}
	}

	@Test
	void moreAnchorsThanFitIntoMemoryAreReadInParts() throws Exception {
		SampleLedger large = SampleLedger.large(400);
		List<SignedNote> notes = new ArrayList<>(large.checkpoints.reversed());
		notes.addAll(large.checkpoints.subList(30, 70));
		this.files.anchor(notes.toArray(SignedNote[]::new));
		Path file = Files.writeString(this.directory.resolve("many"), this.files.anchors.getFirst());
		Keys keys = Keys.of(SampleLedger.ORIGIN, List.of(large.signer.verifierKey()));
		AnchorFiles anchors = new AnchorFiles(List.of(file), keys, 8);
		for (long size = 4; size <= 400; size += 4) {
			assertThat(anchors.next()).isNotNull().extracting(Keys.Signed::size).isEqualTo(size);
		}
		assertThat(anchors.next()).isNull();
	}

	@Test
	void theReasonForNoVerdictIsNamed() throws IOException {
		String id = this.files.ledger.signer.verifierKey().toString().split("\\+")[1];
		this.files.keys.set(0, SampleLedger.signer(SampleLedger.ORIGIN).verifierKey().toString());
		assertThat(verify("none").err())
			.contains("No verdict: A key of the log root-password was not given; its id is " + id);
		this.files.keys.set(0, SampleLedger.signer("another").verifierKey().toString());
		assertThat(verify("none").err()).contains("No verdict: No given key belongs to the log root-password");
	}

	@Test
	void nothingFollowsTheVerdict() {
		ByteArrayOutputStream terminal = new ByteArrayOutputStream();
		PrintStream stream = new PrintStream(terminal);
		EvidenceCommands.run(this.files.arguments().toArray(String[]::new), stream, stream);
		assertThat(terminal.toString().lines().toList()).hasSize(2).last().isEqualTo("verdict: intact");
	}

	@Test
	void aVerdictThatCannotBePrintedIsNone() {
		PrintStream full = new PrintStream(new OutputStream() {
			@Override
			public void write(int character) throws IOException {
				throw new IOException("No space left on device");
			}
		});
		assertThat(EvidenceCommands.run(this.files.arguments().toArray(String[]::new), full, full)).hasValue(2);
	}

	@Test
	void aFailureIsNoFinding() {
		PrintStream broken = new PrintStream(OutputStream.nullOutputStream()) {
			@Override
			public void println(String line) {
				throw new StackOverflowError();
			}
		};
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		assertThat(EvidenceCommands.run(this.files.arguments().toArray(String[]::new), broken, new PrintStream(err)))
			.hasValue(2);
		assertThat(err.toString()).contains("No verdict, because the verifier failed: java.lang.StackOverflowError");
	}

	@Test
	void manyFindingsAreCounted() throws IOException {
		for (int i = 0; i < 1200; i++) {
			this.files.ledger.unsealed.add(SampleLedger.row(100 + i, "refused", -1, "rejected", START));
		}
		assertThat(verify("tampered").findings()).hasSize(1001)
			.last()
			.isEqualTo("tree: 200 more findings are not shown");
	}

	/** To verify all of them takes 83 min with ten million rows and half as many. */
	@Test
	void signaturesThatDecideNothingAreNotVerified() {
		for (int i = 0; i < 5; i++) {
			SignedNote note = this.files.ledger.checkpoints.get(i);
			String other = this.files.ledger.checkpoints.get(i + 1).signatures().getFirst();
			this.files.ledger.checkpoints.set(i, SignedNote.of(note.text()).with(other));
		}
		this.files.anchor(this.files.ledger.checkpoints.toArray(SignedNote[]::new));
		assertThat(VerifierRun.of(this.files.arguments()).out()).containsExactly("verdict: intact");
	}

	/** Both verifiers agree; exit code and verdict belong together. */
	private VerifierRun verify(String verdict) throws IOException {
		List<String> arguments = this.files.arguments();
		VerifierRun run = VerifierRun.of(arguments);
		assertThat(run.verdict()).as("%s%s", run.findings(), run.err()).isEqualTo(verdict);
		assertThat(run.code()).isEqualTo(verdict.equals("none") ? 2 : verdict.equals("tampered") ? 1 : 0);
		assertThat(IndependentVerifier.verify(arguments)).isEqualTo(verdict);
		return run;
	}

}
