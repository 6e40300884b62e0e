/** Limits and error answers of Tomcat, which apply before any filter. */
@org.jspecify.annotations.NullMarked
package rootpassword.web.tomcat;
