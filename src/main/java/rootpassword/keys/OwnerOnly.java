package rootpassword.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and directories that other users of the machine cannot read. */
public final class OwnerOnly {

	private static final Logger logger = LoggerFactory.getLogger(OwnerOnly.class);

	static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private static final String FILE = "rw-------";

	private OwnerOnly() {
	}

	/**
	 * Makes an empty file unless there is one, and closes it to other users. A program
	 * that writes it afterwards does not change the permissions.
	 */
	public static void makeOrClose(Path file) {
		try {
			createDirectoryOf(file);
			Files.createFile(file, permissions(FILE));
		}
		catch (FileAlreadyExistsException ex) {
			close(file);
		}
		catch (IOException ex) {
			logger.debug("{} cannot be made, which its first user reports", file, ex);
		}
	}

	static Path createTempFileBeside(Path file) throws IOException {
		return Files.createTempFile(createDirectoryOf(file), "key", ".tmp", permissions(FILE));
	}

	private static Path createDirectoryOf(Path file) throws IOException {
		Path directory = (file.getParent() != null) ? file.getParent() : Path.of(".");
		return Files.isDirectory(directory) ? directory : Files.createDirectories(directory, permissions("rwx------"));
	}

	private static void close(Path file) {
		try {
			if (POSIX && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).equals(FILE)) {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE));
			}
		}
		catch (IOException ex) {
			logger.warn("The file {} may be open to other users of the machine; chmod 600 it", file);
		}
	}

	private static FileAttribute<?>[] permissions(String permissions) {
		return POSIX
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
