/** The settings of the provider's API, and a strict reader of its JSON. */
@org.jspecify.annotations.NullMarked
package rootpassword.alibaba.transport;
