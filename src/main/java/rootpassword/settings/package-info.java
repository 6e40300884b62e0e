/** Names and values of the configuration, for all packages that read settings. */
@NullMarked
package rootpassword.settings;

import org.jspecify.annotations.NullMarked;
