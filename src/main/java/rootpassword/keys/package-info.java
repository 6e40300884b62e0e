/** Files with secret keys, of which an embedded database has its own, and hashes. */
@org.jspecify.annotations.NullMarked
package rootpassword.keys;
