/** The endpoints that read past attempts and the audit trail. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.history;
