package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A second verifier, which was written from {@code docs/EVIDENCE.md} and shares no code
 * with the first one. It keeps everything in memory, verifies every signature, and only
 * says the verdict.
 */
final class IndependentVerifier {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final Pattern HEADER = Pattern
		.compile("\\{\"export\":2,\"origin\":(\".*\"),\"from\":(\\d+),\"size\":(\\d+)}");

	private static final Pattern FRONTIER = Pattern.compile("\\{\"frontier\":\\[(\"[^\"]+\"(?:,\"[^\"]+\")*)]}");

	private static final Pattern LEAF = Pattern.compile(
			"\\{\"index\":(\\d+),\"hash\":\"([^\"]*)\"(?:,\"row\":(.*)|(?:,\"seq\":(-?\\d+))?(?:,\"unreadable\":(\".*\"))?)}");

	private static final Pattern UNSEALED = Pattern.compile("\\{\"(?:unsealed\":(\\{.*)|unreadable\":(\".*\"))}");

	private static final Pattern CHECKPOINT = Pattern.compile("\\{\"checkpoint\":(\".*\")}");

	private static final Pattern END = Pattern.compile(
			"\\{\"end\":true,\"leaves\":(\\d+),\"unsealed\":(\\d+),\"checkpoints\":(\\d+),\"exportedAt\":(-?\\d+)}");

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

	private static final Map<String, String> WORDS = Map.of("opened", " -", "settled", " accepted rejected unconfirmed",
			"reconciled", " accepted rejected", "login-checked", " accepted unconfirmed", "replayed",
			" accepted rejected unconfirmed", "refused", " rejected -", "validated", " acceptable rejected -",
			"summarised", " acceptable rejected replayed -", "foreign-change", " accepted rejected unconfirmed -");

	private static final long SKEW = 600_000_000;

	private final IndependentNotes notes;

	private final Map<Long, byte[]> hashes = new TreeMap<>();

	private final List<byte[]> frontier = new ArrayList<>();

	private final Map<String, List<Map<String, Object>>> attempts = new LinkedHashMap<>();

	private final Set<Long> numbers = new HashSet<>();

	private final List<Long> unsigned = new ArrayList<>();

	private final long now;

	private long newest = Long.MIN_VALUE;

	private boolean tampered;

	private boolean gaps;

	private long from;

	private long unsealed;

	private IndependentVerifier(List<String> keys, Instant exportedAt) {
		this.notes = new IndependentNotes(keys);
		this.now = ChronoUnit.MICROS.between(Instant.EPOCH, exportedAt);
	}

	/** The text after {@code verdict: }, or {@code none}. */
	static String verify(List<String> arguments) throws IOException {
		Map<String, List<String>> options = new HashMap<>();
		for (int i = 1; i < arguments.size(); i += 2) {
			options.computeIfAbsent(arguments.get(i), (name) -> new ArrayList<>()).add(arguments.get(i + 1));
		}
		return new IndependentVerifier(options.get("--verifier-key"),
				Instant.parse(options.get("--exported-at").getFirst()))
			.run(lines(options.get("--export").getFirst()), options);
	}

	private String run(List<String> lines, Map<String, List<String>> options) throws IOException {
		Matcher header = HEADER.matcher(lines.isEmpty() ? "" : lines.getFirst());
		if (!header.matches() || !this.notes.isLog(text(header.group(1)))
				|| lines.stream().anyMatch((line) -> line.length() > 1 << 20)) {
			return "none";
		}
		this.from = Long.parseLong(header.group(2));
		this.tampered = this.from > Long.parseLong(options.get("--from-index").getFirst());
		List<Map<Long, String>> archives = new ArrayList<>();
		for (String file : options.getOrDefault("--archive", List.of())) {
			Matcher archived = HEADER.matcher(lines(file).getFirst());
			if (!archived.matches() || !archived.group(1).equals(header.group(1))) {
				return "none";
			}
			archives.add(archive(lines(file)));
		}
		long leaves = 0;
		long rows = 0;
		long checkpoints = 0;
		long signed = 0;
		int unreadable = 0;
		boolean ended = false;
		long next = this.from;
		for (String line : lines.subList(1, lines.size())) {
			Matcher leaf = LEAF.matcher(line);
			Matcher row = UNSEALED.matcher(line);
			Matcher note = CHECKPOINT.matcher(line);
			Matcher end = END.matcher(line);
			Matcher start = FRONTIER.matcher(line);
			this.tampered |= ended;
			if (leaf.matches()) {
				this.gaps |= Long.parseLong(leaf.group(1)) != next;
				next = Long.parseLong(leaf.group(1)) + 1;
				leaf(next - 1, leaf, archives);
				leaves++;
			}
			else if (row.matches()) {
				rows++;
				this.unsealed++;
				unsealed(row.group(1));
			}
			else if (note.matches()) {
				checkpoints++;
				if (checkpoint(text(note.group(1)), next)) {
					signed = next;
					this.unsigned.clear();
				}
			}
			else if (end.matches()) {
				ended = true;
				this.tampered |= Long.parseLong(end.group(1)) != leaves || Long.parseLong(end.group(2)) != rows
						|| Long.parseLong(end.group(3)) != checkpoints;
			}
			else if (start.matches() && this.frontier.isEmpty() && leaves == 0) {
				for (String root : start.group(1).replace("\"", "").split(",")) {
					this.frontier.add(IndependentNotes.base64(root));
				}
			}
			else {
				this.tampered = true;
				if (++unreadable == 1000) {
					return "none";
				}
			}
		}
		if (leaves + rows == 0) {
			return "none";
		}
		this.tampered |= !ended || Long.parseLong(header.group(3)) != next || this.gaps
				|| this.frontier.size() != Long.bitCount(this.from);
		this.attempts.values().forEach(this::attempt);
		this.tampered |= this.notes.missing.isEmpty()
				&& this.unsigned.stream().anyMatch((at) -> at < this.now - SKEW - 120_000_000);
		return verdict(options.getOrDefault("--anchor", List.of()), next, signed);
	}

	private String verdict(List<String> anchors, long size, long signed) throws IOException {
		long pinned = 0;
		boolean falseAnchor = false;
		for (String file : anchors) {
			List<String> own = IndependentNotes.anchors(Files.readString(Path.of(file)))
				.stream()
				.filter((note) -> this.notes.hasOrigin(note))
				.toList();
			if (own.isEmpty()) {
				return "none";
			}
			for (String note : own) {
				long covered = IndependentNotes.size(note);
				if (covered < this.from || !this.notes.isClaimed(note)) {
					continue;
				}
				boolean valid = this.notes.isSignedByLog(note);
				falseAnchor |= !valid;
				this.tampered |= valid && (covered > size || !IndependentNotes.root(note).equals(root(covered)));
				pinned = valid ? Math.max(pinned, covered) : pinned;
			}
			own.forEach((note) -> this.notes.cosigned(note, this::root));
		}
		long cosigned = this.notes.cosigned();
		this.tampered |= cosigned == 0;
		pinned = Math.max(pinned, Math.max(0, (cosigned == Long.MAX_VALUE) ? 0 : cosigned));
		if (this.tampered) {
			return "tampered";
		}
		if (!this.notes.missing.isEmpty() || signed == 0 || (pinned == 0 && falseAnchor)) {
			return "none";
		}
		long notSealed = this.unsealed + this.unsigned.size();
		return "intact" + ((notSealed > 0) ? ", " + notSealed + " rows not sealed" : (pinned == 0) ? ", tail not pinned"
				: (pinned < size) ? ", pinned to leaf " + pinned + " of " + size : "");
	}

	private void leaf(long index, Matcher leaf, List<Map<Long, String>> archives) {
		byte[] hash = IndependentNotes.base64(leaf.group(2));
		this.hashes.put(index, hash);
		this.gaps |= hash.length != 32;
		String row = leaf.group(3);
		for (Map<Long, String> archive : archives) {
			String archived = (leaf.group(3) == null && leaf.group(5) == null) ? archive.get(index) : null;
			row = (archived != null && (row == null || fits(archived, hash))) ? archived : row;
		}
		Map<String, Object> values = canonical(row);
		this.tampered |= values == null || !fits(row, hash);
		this.unsigned.add((values != null) ? (long) values.get("at") : Long.MAX_VALUE);
		if (values != null) {
			long at = (long) values.get("at");
			this.tampered |= this.newest != Long.MIN_VALUE && at < this.newest - SKEW;
			this.newest = (at <= this.now + SKEW) ? Math.max(at, this.newest) : this.newest;
			row(values);
		}
	}

	private void unsealed(String row) {
		Map<String, Object> values = canonical(row);
		this.tampered |= values == null || (long) values.get("at") < this.now - SKEW - 120_000_000;
		if (values != null) {
			row(values);
		}
	}

	private void row(Map<String, Object> row) {
		Object attempt = row.get("attempt_id");
		String event = (String) row.get("event");
		boolean ofAttempt = " opened settled reconciled login-checked replayed ".contains(" " + event + " ");
		this.tampered |= !this.numbers.add((Long) row.get("seq")) || (long) row.get("at") > this.now + SKEW
				|| !(WORDS.getOrDefault(event, "") + " ").contains(" " + row.getOrDefault("outcome", "-") + " ")
				|| (attempt == null && ofAttempt) || !isId(attempt) || !isId(row.get("repeat_of"))
				|| (event.equals("login-checked") && !Long.valueOf(1).equals(row.get("effective")));
		if (attempt != null && ofAttempt) {
			this.attempts.computeIfAbsent(attempt.toString(), (id) -> new ArrayList<>()).add(row);
		}
	}

	private static boolean isId(Object id) {
		return id == null || ID.matcher(id.toString()).matches();
	}

	/** All rows of one attempt, in the order of the file. */
	private void attempt(List<Map<String, Object>> rows) {
		for (Map<String, Object> row : rows) {
			for (String column : row.get("event").equals("replayed") ? List.of("instance")
					: List.of("instance", "caller", "identity", "asserted_user", "subject", "client", "issuer",
							"access_rule", "reason", "source_address", "trace_id", "repeat_of")) {
				this.tampered |= !Objects.equals(row.get(column), rows.getFirst().get(column));
			}
		}
		List<Map<String, Object>> opened = rows.stream().filter((row) -> row.get("event").equals("opened")).toList();
		List<Map<String, Object>> settled = rows.stream()
			.filter((row) -> row.get("event").equals("settled") || row.get("event").equals("reconciled"))
			.toList();
		boolean complete = this.from == 0 && !this.gaps;
		this.tampered |= opened.size() > 1 || settled.size() > 2 || (complete && opened.isEmpty() && !settled.isEmpty())
				|| (settled.size() == 2 && (!settled.getFirst().get("outcome").equals("unconfirmed")
						|| settled.getLast().get("outcome").equals("unconfirmed")))
				|| (opened.size() == 1 && settled.isEmpty()
						&& (long) opened.getFirst().get("at") < this.newest - 86_400_000_000L)
				|| (!settled.isEmpty() && settled.getFirst().get("event").equals("reconciled") && !opened.isEmpty());
	}

	private boolean checkpoint(String note, long size) {
		if (!this.notes.hasOrigin(note) || IndependentNotes.size(note) != size) {
			this.tampered = true;
			return false;
		}
		if (!this.notes.isClaimed(note)) {
			this.tampered |= !this.notes.isNamed(note);
			return false;
		}
		boolean agrees = this.notes.isSignedByLog(note) && IndependentNotes.root(note).equals(root(size));
		this.tampered |= !agrees || this.notes.hasFalseCosignature(note);
		this.notes.cosigned(note, this::root);
		return agrees;
	}

	/** The root of the first leaves in base64, or nothing if it cannot be computed. */
	private String root(long size) {
		List<byte[]> leaves = new ArrayList<>();
		for (long i = this.from; i < size; i++) {
			byte[] hash = this.hashes.get(i);
			if (hash == null) {
				return "";
			}
			leaves.add(hash);
		}
		return IndependentNotes.encode(IndependentNotes.root(this.from, this.frontier, leaves));
	}

	private static Map<Long, String> archive(List<String> lines) {
		Map<Long, String> rows = new HashMap<>();
		lines.stream()
			.map(LEAF::matcher)
			.filter(Matcher::matches)
			.filter((leaf) -> leaf.group(3) != null)
			.forEach((leaf) -> rows.putIfAbsent(Long.parseLong(leaf.group(1)), leaf.group(3)));
		return rows;
	}

	private static boolean fits(String row, byte[] hash) {
		return row != null && java.util.Arrays
			.equals(IndependentNotes.sha256(new byte[1], row.getBytes(StandardCharsets.UTF_8)), hash);
	}

	/** The values, or {@code null} if JCS would write the row in another way. */
	private static Map<String, Object> canonical(String row) {
		try {
			JsonNode json = JSON.readTree(Objects.requireNonNullElse(row, ""));
			Map<String, Object> values = new TreeMap<>();
			StringBuilder written = new StringBuilder();
			for (Map.Entry<String, JsonNode> member : json.properties()) {
				values.put(member.getKey(), member.getValue().isString() ? member.getValue().stringValue()
						: (Object) member.getValue().longValue());
			}
			values.forEach((key, value) -> written.append(written.isEmpty() ? "{" : ",")
				.append('"')
				.append(key)
				.append("\":")
				.append((value instanceof String text) ? quoted(text) : value.toString()));
			boolean complete = values.get("seq") instanceof Long && values.get("at") instanceof Long
					&& values.get("event") instanceof String && Long.valueOf(1).equals(values.get("v"));
			return (complete && (written + "}").equals(row)) ? values : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static String quoted(String text) {
		StringBuilder json = new StringBuilder("\"");
		for (char character : text.toCharArray()) {
			int known = "\b\t\n\f\r\"\\".indexOf(character);
			json.append((known >= 0) ? "\\" + "btnfr\"\\".charAt(known)
					: (character < 32) ? "\\u%04x".formatted((int) character) : Character.toString(character));
		}
		return json.append('"').toString();
	}

	private static String text(String json) {
		try {
			return JSON.readTree(json).stringValue("");
		}
		catch (JacksonException ex) {
			return "";
		}
	}

	private static List<String> lines(String file) throws IOException {
		String text = Files.readString(Path.of(file));
		List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
		if (lines.getLast().isEmpty()) {
			lines.removeLast();
		}
		return lines;
	}

}
