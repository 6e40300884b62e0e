/**
 * Stands for the provider in tests and in the first run; knows the provider's rules on
 * its own and nothing of this program.
 */
package rootpassword.provider;
