import base64, hashlib, sys

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def check(valid, fault):
    if not valid:
        sys.exit(fault)

row = open(sys.argv[1], "rb").read().rstrip(b"\n")
proof = open(sys.argv[2], encoding="utf-8", newline="").read()
key_name, key_id, key = sys.argv[3].split("+", 2)
key = base64.b64decode(key)
check(sha256(key_name.encode(), b"\n", key)[:4].hex() == key_id and key[0] == 1, "the key is not a key of a log")

head, note = proof.split("\n\n", 1)
magic, index, *siblings = head.split("\n")
text, signatures = note.rsplit("\n\n", 1)
origin, size, root = text.split("\n")
check(magic == "c2sp.org/tlog-proof@v1" and origin == key_name, "the proof is not one of this log")

node, last, digest = int(index.removeprefix("index ")), int(size) - 1, sha256(b"\0", row)
check(0 <= node <= last, "the index is not in the tree")
for sibling in map(base64.b64decode, siblings):
    check(last > 0, "too many siblings")
    if node % 2 == 1 or node == last:
        digest = sha256(b"\1", sibling, digest)
        while node % 2 == 0 and node > 0:
            node, last = node // 2, last // 2
    else:
        digest = sha256(b"\1", digest, sibling)
    node, last = node // 2, last // 2
check(last == 0 and digest == base64.b64decode(root), "the row is not in the tree")

blobs = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if line.split(" ")[1] == key_name]
signed = [blob[4:] for blob in blobs if blob[:4].hex() == key_id]
check(signed, "the key has not signed")
try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signed[0], (text + "\n").encode())
    print("the row is leaf", index.split(" ")[1], "of a signed tree of", size)
except ImportError:
    print("the row is leaf", index.split(" ")[1], "of a tree of", size, "- signature NOT verified")
