package rootpassword;

/**
 * The first class of the jar, compiled for Java 17 as Spring Boot's loader is. On a Java
 * that is too old for all other classes it says so, instead of a stack trace.
 */
public final class Launcher {

	private Launcher() {
	}

	public static void main(String[] args) throws ReflectiveOperationException {
		try {
			Class.forName("rootpassword.RootPasswordApplication")
				.getMethod("main", String[].class)
				.invoke(null, (Object) args);
		}
		catch (UnsupportedClassVersionError ex) {
			System.err.println("root-password needs Java 21 or newer, but this is Java "
					+ System.getProperty("java.version") + " in " + System.getProperty("java.home"));
			// As for every command that could not run
			System.exit(2);
		}
	}

}
