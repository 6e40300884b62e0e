/** The rows of the trail in the Open Cybersecurity Schema Framework. */
@org.jspecify.annotations.NullMarked
package rootpassword.export.ocsf;
