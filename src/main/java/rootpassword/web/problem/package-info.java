/** Problem details (RFC 9457): their types, texts, and the mapping from exceptions. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.problem;
