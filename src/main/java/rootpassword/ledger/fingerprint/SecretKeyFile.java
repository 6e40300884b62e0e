package rootpassword.ledger.fingerprint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The secret key of an embedded ledger, in a file beside the database: one line with the
 * id of the key, a colon, and the key in base64. The first start creates it.
 */
final class SecretKeyFile {

	private static final Logger logger = LoggerFactory.getLogger(SecretKeyFile.class);

	private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=]+)");

	private final Path directory;

	private final Path file;

	SecretKeyFile(Path directory) {
		this.directory = directory;
		this.file = directory.resolve("secret.key");
	}

	/**
	 * Reads the key, and creates it first if the file does not exist.
	 * @throws InvalidConfigurationPropertyValueException if the file cannot be created or
	 * read, or if every user of the machine can read it
	 */
	Fingerprints.Key key() {
		try {
			if (Files.notExists(this.file)) {
				create();
			}
			checkPermissions();
			Matcher line = LINE.matcher(Files.readString(this.file).strip());
			SecretKey key = line.matches() ? SecretKeyProperties.Entry.decode(line.group(2)) : null;
			if (key == null) {
				throw refused("is damaged");
			}
			return new Fingerprints.Key(line.group(1), key);
		}
		catch (IOException ex) {
			throw refused("can be neither read nor made (" + ex.getClass().getSimpleName() + ")");
		}
	}

	/** Writes another file first, so that the file never contains half a key. */
	private void create() throws IOException {
		Files.createDirectories(this.directory);
		SecureRandom random = new SecureRandom();
		byte[] id = new byte[4];
		byte[] key = new byte[32];
		random.nextBytes(id);
		random.nextBytes(key);
		String line = "file-" + HexFormat.of().formatHex(id) + ":" + Base64.getEncoder().encodeToString(key) + "\n";
		Path filled = Files.createTempFile(this.directory, "secret", ".tmp", ownerOnly(this.directory));
		try {
			try (FileChannel channel = FileChannel.open(filled, StandardOpenOption.WRITE)) {
				channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
				channel.force(true);
			}
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

	private void checkPermissions() throws IOException {
		if (!isPosix(this.file)) {
			return;
		}
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(this.file);
		if (permissions.contains(PosixFilePermission.OTHERS_READ)
				|| permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
			throw refused("is open to every user of the machine; chmod 600 it, or better make a new key");
		}
		// Allowed, because Kubernetes makes volumes readable by the fsGroup
		if (permissions.contains(PosixFilePermission.GROUP_READ)) {
			logger.warn("The key file {} is readable by its group", this.file);
		}
	}

	private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
		return isPosix(directory)
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
	}

	private static boolean isPosix(Path path) throws IOException {
		return Files.getFileStore(path).supportsFileAttributeView("posix");
	}

	private InvalidConfigurationPropertyValueException refused(String reason) {
		return new InvalidConfigurationPropertyValueException(SecretKeyProperties.NAME, null,
				"is not set, and the key file " + this.file + " " + reason);
	}

}
