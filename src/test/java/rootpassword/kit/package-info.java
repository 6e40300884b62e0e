/**
 * The fixture kit: starts the program, its databases and the stub of its provider, and
 * reads their records.
 */
package rootpassword.kit;
