/**
 * HTTP in and out: reads requests strictly, calls the core, and writes answers. The only
 * package that uses status codes.
 */
@NullMarked
package rootpassword.web;

import org.jspecify.annotations.NullMarked;
