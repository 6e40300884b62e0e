/**
 * Real databases for tests: a fresh, empty one for whoever asks.
 */
@NullMarked
package rootpassword.database;

import org.jspecify.annotations.NullMarked;
