package rootpassword.export;

import java.io.IOException;
import java.util.List;

import rootpassword.reset.evidence.SealedRow;

/** A system that gets the rows of the trail. */
interface Destination {

	/** Its name in the table of cursors, in metrics and in the log. */
	String name();

	/**
	 * Sends rows, at most for {@link Post#DEADLINE}.
	 * @param rows in order, at least one, none of an archived month
	 * @throws IOException unless the destination has confirmed all of them
	 */
	void send(List<SealedRow> rows) throws IOException;

}
