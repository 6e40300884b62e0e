/**
 * The command {@code doctor}: what checks are and how they run. Each area brings its own
 * checks.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.doctor;
