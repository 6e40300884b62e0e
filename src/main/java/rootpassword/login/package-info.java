/** The login check: a login as root, by SCRAM over the wire protocol of MongoDB. */
@NullMarked
package rootpassword.login;

import org.jspecify.annotations.NullMarked;
