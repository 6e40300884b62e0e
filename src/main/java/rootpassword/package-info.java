/** The entry point, and the wiring of the core with the packages around it. */
@org.jspecify.annotations.NullMarked
package rootpassword;
