/**
 * The chart, rendered by Helm's own library and held against the Kubernetes model and the
 * Pod Security Standard, without a cluster.
 */
@NullMarked
package rootpassword.helm;

import org.jspecify.annotations.NullMarked;
