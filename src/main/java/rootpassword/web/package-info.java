/**
 * HTTP in and out: reads requests strictly, hands them to the core, and is the only place
 * that knows a status code.
 */
@NullMarked
package rootpassword.web;

import org.jspecify.annotations.NullMarked;
