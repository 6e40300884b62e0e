/**
 * Who may call: proves the caller and decides caller by instance, before a body is read.
 * What it refuses is written by the web package, through Spring's exception resolver.
 */
@NullMarked
package rootpassword.security;

import org.jspecify.annotations.NullMarked;
