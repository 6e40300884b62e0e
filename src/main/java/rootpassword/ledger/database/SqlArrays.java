package rootpassword.ledger.database;

import java.util.Collection;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Arrays as parameters: a statement for a group has one array for each column, so its
 * text is the same for every size of the group.
 */
public final class SqlArrays {

	private SqlArrays() {
	}

	/** A column of texts; SQL casts them to the column's type. */
	public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, ? extends @Nullable Object> value) {
		return rows.stream().map((row) -> {
			Object text = value.apply(row);
			return (text != null) ? text.toString() : null;
		}).toArray(String[]::new);
	}

	/** The rows themselves as texts. */
	public static @Nullable String[] texts(Collection<?> rows) {
		return texts(rows, Function.identity());
	}

}
