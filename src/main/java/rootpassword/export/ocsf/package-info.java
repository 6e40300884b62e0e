/** The rows of the trail in the Open Cybersecurity Schema Framework. */
@NullMarked
package rootpassword.export.ocsf;

import org.jspecify.annotations.NullMarked;
