/**
 * Limits and error answers of Tomcat, which apply before any filter.
 */
@NullMarked
package rootpassword.web.tomcat;

import org.jspecify.annotations.NullMarked;
