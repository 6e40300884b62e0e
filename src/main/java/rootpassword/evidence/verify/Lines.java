package rootpassword.evidence.verify;

/**
 * Names of lines of an export, for findings.
 */
final class Lines {

	private Lines() {
	}

	static String name(ExportLine line) {
		return switch (line) {
			case ExportLine.Header header -> "the header of " + header.origin();
			case ExportLine.Frontier frontier -> "a frontier of " + frontier.roots().size();
			case ExportLine.Leaf leaf -> "leaf " + leaf.index();
			case ExportLine.Unsealed unsealed -> "a row without a leaf";
			case ExportLine.Signed signed -> "the checkpoint" + signed.checkpoint().description();
			case ExportLine.End end -> "the end line";
			case ExportLine.Unreadable unreadable -> unreadable.begin();
		};
	}

}
