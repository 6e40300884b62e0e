package rootpassword.evidence.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Notes, keys and roots for {@link IndependentVerifier}.
 */
final class IndependentNotes {

	private static final Pattern NOTE = Pattern
		.compile("([^\n]+)\n(0|[1-9]\\d*)\n([A-Za-z0-9+/]{43}=)\n\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/=]+\n)+)");

	/** Ids of keys of the log that were not given. */
	final Set<String> missing = new HashSet<>();

	/** Key bytes with their type, by name and id. */
	private final Map<String, byte[]> keys = new HashMap<>();

	private final Map<String, Long> witnesses = new HashMap<>();

	private String origin = "";

	IndependentNotes(List<String> keys) {
		for (String key : keys) {
			String[] parts = key.split("\\+", 3);
			byte[] typed = base64(parts[2]);
			this.keys.put(parts[0] + " " + parts[1], typed);
			if (typed[0] == 4) {
				this.witnesses.put(parts[0] + " " + parts[1], 0L);
			}
		}
	}

	/** Whether a key of this log was given; its checkpoints are the ones to look at. */
	boolean isLog(String log) {
		this.origin = log;
		return this.keys.entrySet().stream().anyMatch((key) -> isLogKey(key.getKey()));
	}

	private boolean isLogKey(String nameAndId) {
		byte[] key = this.keys.get(nameAndId);
		return key != null && key[0] == 1 && nameAndId.startsWith(this.origin + " ");
	}

	boolean hasOrigin(String note) {
		Matcher parts = NOTE.matcher(note);
		return parts.matches() && parts.group(1).equals(this.origin);
	}

	static long size(String note) {
		return Long.parseLong(note.split("\n")[1]);
	}

	static String root(String note) {
		return note.split("\n")[2];
	}

	/** Whether the log has signed, with any key. */
	boolean isNamed(String note) {
		return signatures(note).anyMatch((signature) -> signature[0].equals(this.origin));
	}

	/**
	 * Whether a given key of the log claims to have signed; otherwise a key is missing.
	 */
	boolean isClaimed(String note) {
		boolean claimed = signatures(note).anyMatch((signature) -> isLogKey(signature[0] + " " + signature[1]));
		if (!claimed) {
			signatures(note).filter((signature) -> signature[0].equals(this.origin))
				.forEach((signature) -> this.missing.add(signature[1]));
		}
		return claimed;
	}

	boolean isSignedByLog(String note) {
		return signatures(note).filter((signature) -> isLogKey(signature[0] + " " + signature[1]))
			.allMatch((signature) -> verifies(note, signature));
	}

	boolean hasFalseCosignature(String note) {
		return signatures(note).anyMatch((signature) -> this.witnesses.containsKey(signature[0] + " " + signature[1])
				&& !verifies(note, signature));
	}

	/** Counts a note for the witnesses that have cosigned it, if its root agrees. */
	void cosigned(String note, LongFunction<String> roots) {
		if (roots.apply(size(note)).equals(root(note))) {
			signatures(note).filter((signature) -> verifies(note, signature))
				.forEach((signature) -> this.witnesses.computeIfPresent(signature[0] + " " + signature[1],
						(witness, covered) -> Math.max(covered, size(note))));
		}
	}

	/** What the weakest witness covers: 0 is a finding. Without witnesses it is huge. */
	long cosigned() {
		boolean none = this.witnesses.containsValue(0L);
		return none ? 0 : this.witnesses.values().stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE);
	}

	/** Name, id and the bytes in base64 of each signature. */
	private static Stream<String[]> signatures(String note) {
		return note.substring(note.lastIndexOf("\n\n") + 2).lines().map((line) -> {
			String[] parts = line.split(" ");
			return new String[] { parts[1], HexFormat.of().formatHex(base64(parts[2]), 0, 4), parts[2] };
		});
	}

	private boolean verifies(String note, String[] signature) {
		byte[] key = this.keys.get(signature[0] + " " + signature[1]);
		if (key == null) {
			return false;
		}
		String text = note.substring(0, note.lastIndexOf("\n\n") + 1);
		ByteBuffer blob = ByteBuffer.wrap(base64(signature[2]));
		blob.getInt();
		text = (key[0] == 4) ? "cosignature/v1\ntime " + blob.getLong() + "\n" + text : text;
		try {
			byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key, 1, 33));
			Signature verifier = Signature.getInstance("Ed25519");
			verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
			verifier.update(text.getBytes(StandardCharsets.UTF_8));
			return verifier.verify(Arrays.copyOfRange(blob.array(), blob.position(), blob.limit()));
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/** The notes in a file: as they are, or in JSON, in any depth. */
	static List<String> anchors(String file) {
		List<String> notes = new ArrayList<>();
		NOTE.matcher(file).results().forEach((match) -> notes.add(match.group()));
		file.lines().forEach((line) -> search(line, notes));
		return notes;
	}

	private static void search(String text, List<String> notes) {
		int start = text.indexOf('{');
		if (start >= 0) {
			try {
				JsonNode json = JsonMapper.shared().readTree(text.substring(start, text.lastIndexOf('}') + 1));
				notes.addAll(json.findValuesAsString("checkpoint"));
				json.forEach((value) -> search(value.stringValue(""), notes));
			}
			catch (JacksonException | IndexOutOfBoundsException ex) {
				// Not a line with JSON
			}
		}
	}

	/**
	 * The root of a tree whose first leaves are known by their complete subtrees only.
	 */
	static byte[] root(long from, List<byte[]> frontier, List<byte[]> leaves) {
		return (from + leaves.size() == 0) ? sha256() : root(0, from + leaves.size(), from, frontier, leaves);
	}

	private static byte[] root(long start, long end, long from, List<byte[]> frontier, List<byte[]> leaves) {
		long begun = 0;
		for (byte[] subtree : frontier) {
			long width = Long.highestOneBit(from - begun);
			if (start == begun && end == begun + width) {
				return subtree;
			}
			begun += width;
		}
		if (end - start == 1) {
			return (start >= from) ? leaves.get((int) (start - from)) : new byte[0];
		}
		long half = 1;
		while (half * 2 < end - start) {
			half *= 2;
		}
		return sha256(new byte[] { 1 }, root(start, start + half, from, frontier, leaves),
				root(start + half, end, from, frontier, leaves));
	}

	static byte[] sha256(byte[]... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (byte[] part : parts) {
				digest.update(part);
			}
			return digest.digest();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static byte[] base64(String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	static String encode(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
