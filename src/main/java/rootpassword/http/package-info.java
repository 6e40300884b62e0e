/** HTTP parts that several packages share. It depends on the core only. */
@org.jspecify.annotations.NullMarked
package rootpassword.http;
