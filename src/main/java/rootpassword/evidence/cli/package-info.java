/** The commands for auditors, which run without a server. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.cli;
