-- The Merkle tree over the trail: one leaf per row, in the order of sealing. No foreign key to the trail: old rows may be moved
-- to an archive, their leaves stay.
create table seal_leaf (
	idx bigint primary key,
	trail_seq bigint not null unique,
	hash bytea not null
);

-- Roots of the complete subtrees of 256 leaves (level 1), 65,536 leaves (level 2) and so on.
create table seal_node (
	level smallint not null,
	idx bigint not null,
	hash bytea not null,
	primary key (level, idx)
);

-- The signed checkpoints. The key makes sure that there is never a second one for the same size.
create table seal_checkpoint (
	size bigint primary key,
	note varchar(8000) not null,
	sealed_at timestamp(6) with time zone default current_timestamp not null
);

-- The signatures of witnesses, which come later than the checkpoint or not at all.
create table seal_cosignature (
	size bigint not null,
	witness varchar(300) not null,
	line varchar(1000) not null,
	primary key (size, witness)
);
