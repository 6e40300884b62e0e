package rootpassword.evidence.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;

/** One line of an export, which has one form only: docs/EVIDENCE.md describes it. */
@SuppressWarnings("ArrayRecordComponent")
sealed interface ExportLine {

	/** The most frequent forms come first. */
	List<Form> FORMS = List.of(
			Form.of("{'index':NUMBER,'hash':STRING,'row':REST}",
					(groups) -> new Leaf(groups.number(1), groups.hash(2), null, new Row(groups.bytes(3), ""))),
			Form.of("{'index':NUMBER,'hash':STRING(?:,'seq':NUMBER)?(?:,'unreadable':STRING)?}",
					(groups) -> new Leaf(groups.number(1), groups.hash(2), groups.has(3) ? groups.number(3) : null,
							groups.has(4) ? new Row(null, groups.string(4)) : null)),
			Form.of("{'checkpoint':STRING}", (groups) -> new Checkpoint(groups.string(1))),
			Form.of("{'unsealed':REST}", (groups) -> new Unsealed(new Row(groups.bytes(1), ""))),
			Form.of("{'unreadable':STRING}", (groups) -> new Unsealed(new Row(null, groups.string(1)))),
			Form.of("{'export':2,'origin':STRING,'from':NUMBER,'size':NUMBER}",
					(groups) -> new Header(groups.string(1), groups.number(2), groups.number(3))),
			Form.of("{'frontier':\\['([A-Za-z0-9+/=]{44}(?:','[A-Za-z0-9+/=]{44})*+)'\\]}",
					(groups) -> new Frontier(Arrays.stream(groups.text(1).split("\",\"")).map(Hash::parse).toList())),
			Form.of("{'end':true,'leaves':NUMBER,'unsealed':NUMBER,'checkpoints':NUMBER,'exportedAt':NUMBER}",
					(groups) -> new End(groups.number(1), groups.number(2), groups.number(3))));

	/** The first line. */
	record Header(String origin, long from, long size) implements ExportLine {
	}

	/** The subtrees left of the first leaf. */
	record Frontier(List<Hash> roots) implements ExportLine {
	}

	/** A leaf, without {@code hash} if the text is not one; perhaps without its row. */
	record Leaf(long index, @Nullable Hash hash, @Nullable Long seq, @Nullable Row row) implements ExportLine {
	}

	/** A row without a leaf. */
	record Unsealed(Row row) implements ExportLine {
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

	/** A row as the export has it; without {@code json} the text of its values. */
	record Row(byte @Nullable [] json, String text) {

		boolean fits(Leaf leaf) {
			return this.json != null && Hash.ofLeaf(this.json).equals(leaf.hash());
		}

		/** The row, or {@code null} if it is not in canonical form. */
		@Nullable CanonicalRow canonical() {
			try {
				return (this.json != null) ? CanonicalRow.parse(this.json) : null;
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		String begin() {
			return (this.json != null) ? ExportLine.begin(this.json) : this.text;
		}

	}

	static ExportLine parse(byte[] line) {
		// One character for each byte, so that positions are the same in both
		String text = new String(line, StandardCharsets.ISO_8859_1);
		for (Form form : FORMS) {
			Matcher matcher = form.pattern.matcher(text);
			if (matcher.matches()) {
				try {
					return form.reader.apply(new Groups(line, matcher));
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

	/**
	 * The form of a line, in which {@code '} is a quotation mark, and what it contains.
	 */
	record Form(Pattern pattern, Function<Groups, ExportLine> reader) {

		static Form of(String form, Function<Groups, ExportLine> reader) {
			return new Form(Pattern.compile("\\" + form.replace('\'', '"')
				.replace("NUMBER", "(0|-?[1-9][0-9]{0,15})")
				.replace("STRING", "(\"[^\"\\\\]*(?:\\\\.[^\"\\\\]*+)*+\")")
				.replace("REST", "(.*)"), Pattern.DOTALL), reader);
		}

	}

	record Groups(byte[] line, Matcher matcher) {

		boolean has(int group) {
			return this.matcher.start(group) >= 0;
		}

		long number(int group) {
			return Long.parseLong(text(group));
		}

		String text(int group) {
			return this.matcher.group(group);
		}

		String string(int group) {
			return CanonicalRow.unquoted(bytes(group));
		}

		@Nullable Hash hash(int group) {
			String quoted = text(group);
			try {
				return Hash.parse(quoted.substring(1, quoted.length() - 1));
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}

		byte[] bytes(int group) {
			return Arrays.copyOfRange(this.line, this.matcher.start(group), this.matcher.end(group));
		}

	}

}
