/** The gateway to ApsaraDB for MongoDB, and the only users of the provider's SDK. */
@org.jspecify.annotations.NullMarked
package rootpassword.alibaba;
