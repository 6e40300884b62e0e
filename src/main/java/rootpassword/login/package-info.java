/** The login check: a login as root on the instance, by SCRAM over MongoDB's wire protocol. */
@NullMarked
package rootpassword.login;

import org.jspecify.annotations.NullMarked;
