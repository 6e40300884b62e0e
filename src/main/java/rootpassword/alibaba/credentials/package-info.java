/** The access keys that sign requests: a fixed key, or temporary keys. */
@org.jspecify.annotations.NullMarked
package rootpassword.alibaba.credentials;
