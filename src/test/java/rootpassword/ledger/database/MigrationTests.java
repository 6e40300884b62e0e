package rootpassword.ledger.database;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first migration, which each database has in a file of its own.
 */
@Tag("slow")
class MigrationTests {

	/** Without the partitions of the trail, and Flyway's own table. */
	private static final String COLUMNS = """
			select lower(table_name) || ' ' || ordinal_position || ' ' || lower(column_name) || ' ' || is_nullable || ' '
				|| case lower(data_type) when 'binary varying' then 'bytea' else lower(data_type) end || ' '
				|| case when lower(data_type) = 'character varying' then cast(character_maximum_length as varchar(20)) else '' end
			from information_schema.columns
			where lower(table_schema) = 'public' and lower(table_name) not like 'flyway%'
				and (lower(table_name) = 'trail' or lower(table_name) not like 'trail%')
			""";

	@Test
	void bothDatabasesHaveTheSameColumns() {
		assertThat(columns(Vendor.H2.createMigrated())).hasSizeGreaterThan(80)
			.containsExactlyInAnyOrderElementsOf(columns(Vendor.POSTGRESQL.createMigrated()));
	}

	@Test
	void bothDatabasesHaveTheSameIndexes() {
		assertThat(Vendor.H2.createMigrated()
			.column(String.class,
					"select lower(index_name) from information_schema.indexes where index_name like '%\\_%' "
							+ "and table_schema = 'PUBLIC' and index_name not like 'CONSTRAINT%' "
							+ "and index_name not like 'PRIMARY%' and index_name not like 'flyway%'"))
			.containsExactlyInAnyOrderElementsOf(Vendor.POSTGRESQL.createMigrated()
				.column(String.class,
						"select indexrelid::regclass || '' from pg_index where not indisunique "
								+ "and not exists (select 1 from pg_inherits where inhrelid = indexrelid) "
								+ "and indrelid::regclass || '' !~ '^(pg_|flyway|information)' "
								+ "and indexrelid::regclass || '' !~ '^(pg_|flyway)'"));
	}

	private static List<String> columns(Database database) {
		return database.column(String.class, COLUMNS);
	}

}
