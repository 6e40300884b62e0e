/**
 * The names of the configuration's properties, for all packages that read settings.
 */
@NullMarked
package rootpassword.settings;

import org.jspecify.annotations.NullMarked;
