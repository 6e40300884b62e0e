package rootpassword.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.settings.DatabaseUrl;
import rootpassword.settings.Settings;

/**
 * A file with a secret key. Its permissions are checked.
 *
 * @param subject the beginning of the sentence that says what is wrong with the property
 * @param database the database whose key this program has created, or {@code null}
 */
public record KeyFile(Path file, String property, String subject, @Nullable Path database) {

	private static final Logger logger = LoggerFactory.getLogger(KeyFile.class);

	/**
	 * The file beside an embedded database that is used because this property is not set;
	 * empty if the database has no file.
	 */
	public static Optional<KeyFile> besideDatabase(String property, String url, String name) {
		return DatabaseUrl.file(url)
			.map((database) -> new KeyFile(database.resolveSibling(name), property, "is not set, and the key file",
					database));
	}

	public static KeyFile namedBy(String property, Path file) {
		return new KeyFile(file, property, "names the key file", null);
	}

	/**
	 * Reads the file, and creates it first if the database is new.
	 * @throws InvalidConfigurationPropertyValueException as {@link #read}, and if the
	 * file cannot be created, or is missing although the database exists
	 */
	public String readOrCreate(Supplier<String> content) {
		try {
			if (Files.notExists(this.file)) {
				if (this.database != null && Files.exists(this.database) && Files.size(this.database) > 0) {
					throw refused("is missing, although its ledger " + this.database + " exists: restore it from the "
							+ "backup. If it is lost for ever: docs/OPERATIONS.md, \"A lost key\"");
				}
				create(content.get());
			}
			return read();
		}
		catch (IOException ex) {
			throw refused("can be neither read nor made (" + ex.getClass().getSimpleName() + ")");
		}
	}

	/**
	 * Reads the file.
	 * @throws InvalidConfigurationPropertyValueException if this fails, if every user of
	 * the machine can write the file, or if they can read one that this program has made
	 */
	public String read() {
		try {
			checkPermissions();
			return Files.readString(this.file);
		}
		catch (IOException ex) {
			throw refused("cannot be read (" + ex.getClass().getSimpleName() + ")");
		}
	}

	/** The failure that stops the start, because of this file. */
	public InvalidConfigurationPropertyValueException refused(String reason) {
		return Settings.refused(this.property, this.subject + " " + this.file + " " + reason);
	}

	/** Writes another file first, so that the file never contains half a key. */
	private void create(String content) throws IOException {
		Path filled = OwnerOnly.createTempFileBeside(this.file);
		try {
			Files.writeString(filled, content, StandardOpenOption.SYNC);
			publish(filled);
		}
		finally {
			Files.deleteIfExists(filled);
		}
	}

	/** If two processes do this at once, one wins, and the other reads its key. */
	private void publish(Path filled) throws IOException {
		try {
			Files.createLink(this.file, filled);
		}
		catch (FileAlreadyExistsException ex) {
			return;
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			// The file system has no hard links
			Files.move(filled, this.file);
		}
		logger.info("Made the key file {}; back it up together with the database", this.file);
	}

	/** Whether other users of the machine than the owner and its group can read it. */
	public boolean isReadableByOthers() {
		try {
			return permissions().contains(PosixFilePermission.OTHERS_READ);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Set<PosixFilePermission> permissions() throws IOException {
		return OwnerOnly.POSIX ? Files.getPosixFilePermissions(this.file) : Set.of();
	}

	private void checkPermissions() throws IOException {
		Set<PosixFilePermission> permissions = permissions();
		boolean readable = permissions.contains(PosixFilePermission.OTHERS_READ);
		if (permissions.contains(PosixFilePermission.OTHERS_WRITE) || (readable && this.database != null)) {
			throw refused("is open to every user of the machine; chmod 600 it, or better make a new key");
		}
		// Not refused, because Kubernetes mounts secrets like that
		if (readable || permissions.contains(PosixFilePermission.GROUP_READ)) {
			logger.warn("The key file {} is readable by other users than its owner", this.file);
		}
	}

}
