/** The endpoints that read past attempts, the audit trail and its evidence. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.history;
