package rootpassword.evidence.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;

/** One line of an export, which has one form only: docs/EVIDENCE.md describes it. */
sealed interface ExportLine {

	/** The most frequent forms come first. */
	List<Form> FORMS = List.of(
			new Form("{'index':NUMBER,'hash':STRING,'row':REST}",
					(line) -> new Leaf(number(line, 1), hash(line, 2), null, row(line, 3))),
			new Form("{'index':NUMBER,'hash':STRING(?:,'seq':NUMBER)?(?:,'unreadable':STRING)?}",
					(line) -> new Leaf(number(line, 1), hash(line, 2), (line.group(3) != null) ? number(line, 3) : null,
							(line.group(4) != null) ? new Row(new byte[0], string(line, 4)) : null)),
			new Form("{'checkpoint':STRING}", (line) -> new Checkpoint(string(line, 1))),
			new Form("{'unsealed':REST}", (line) -> row(line, 1)),
			new Form("{'unreadable':STRING}", (line) -> new Row(new byte[0], string(line, 1))),
			new Form("{'export':2,'origin':STRING,'from':NUMBER,'size':NUMBER}",
					(line) -> new Header(string(line, 1), number(line, 2), number(line, 3))),
			new Form("{'frontier':\\['([A-Za-z0-9+/=]{44}(?:','[A-Za-z0-9+/=]{44})*+)'\\]}",
					(line) -> new Frontier(Arrays.stream(line.group(1).split("\",\"")).map(Hash::parse).toList())),
			new Form("{'end':true,'leaves':NUMBER,'unsealed':NUMBER,'checkpoints':NUMBER,'exportedAt':NUMBER}",
					(line) -> new End(number(line, 1), number(line, 2), number(line, 3))));

	/** The first line. */
	record Header(String origin, long from, long size) implements ExportLine {
	}

	/** The subtrees left of the first leaf. */
	record Frontier(List<Hash> roots) implements ExportLine {
	}

	/** A leaf, without {@code hash} if the text is not one; perhaps without its row. */
	record Leaf(long index, @Nullable Hash hash, @Nullable Long seq, @Nullable Row row) implements ExportLine {
	}

	/** A signed note, as the database has it. */
	record Checkpoint(String note) implements ExportLine {
	}

	/** The last line. */
	record End(long leaves, long unsealed, long checkpoints) implements ExportLine {

		@Override
		public String toString() {
			return this.leaves + " leaves, " + this.unsealed + " rows without a leaf, " + this.checkpoints
					+ " checkpoints";
		}

	}

	/** A line that is none of these. */
	record Unreadable(String begin) implements ExportLine {
	}

	/** A row, of a leaf or without one; {@code json} is empty without canonical form. */
	@SuppressWarnings("ArrayRecordComponent")
	record Row(byte[] json, String begin) implements ExportLine {

		boolean fits(Leaf leaf) {
			return Hash.ofLeaf(this.json).equals(leaf.hash());
		}

		/** The row, or {@code null} if it is not in canonical form. */
		@Nullable CanonicalRow canonical() {
			try {
				return CanonicalRow.parse(this.json);
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

	}

	static ExportLine parse(byte[] line) {
		// One character for each byte, because bytes that are not UTF-8 must stay as they
		// are
		String text = new String(line, StandardCharsets.ISO_8859_1);
		for (Form form : FORMS) {
			Matcher matcher = form.pattern.matcher(text);
			if (matcher.matches()) {
				try {
					return form.reader.apply(matcher);
				}
				catch (IllegalArgumentException ex) {
					break;
				}
			}
		}
		return new Unreadable(begin(line));
	}

	private static String begin(byte[] bytes) {
		return new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(MatchResult line, int group) {
		return line.group(group).getBytes(StandardCharsets.ISO_8859_1);
	}

	private static Row row(MatchResult line, int group) {
		byte[] json = bytes(line, group);
		return new Row(json, begin(json));
	}

	private static long number(MatchResult line, int group) {
		return Long.parseLong(line.group(group));
	}

	private static String string(MatchResult line, int group) {
		return CanonicalRow.unquoted(bytes(line, group));
	}

	private static @Nullable Hash hash(MatchResult line, int group) {
		String quoted = line.group(group);
		try {
			return Hash.parse(quoted.substring(1, quoted.length() - 1));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** The form of a line, in which {@code '} is a quotation mark, and its reader. */
	record Form(Pattern pattern, Function<MatchResult, ExportLine> reader) {

		Form(String form, Function<MatchResult, ExportLine> reader) {
			this(Pattern.compile("\\" + form.replace('\'', '"')
				.replace("NUMBER", "(0|-?[1-9][0-9]{0,15})")
				.replace("STRING", "(\"[^\"\\\\]*(?:\\\\.[^\"\\\\]*+)*+\")")
				.replace("REST", "(.*)"), Pattern.DOTALL), reader);
		}

	}

}
