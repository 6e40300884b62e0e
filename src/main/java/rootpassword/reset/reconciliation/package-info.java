/** Late outcomes and changes by others, from the provider's own trail. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.reconciliation;
