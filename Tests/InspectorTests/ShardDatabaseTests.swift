// SQL over a set says what the shards say one by one, and does nothing but read.

import Foundation
import Inspector
import Shards
import Testing

@Suite struct ShardDatabaseTests {
    let directory: TemporaryDirectory
    let database: ShardDatabase

    init() throws {
        directory = try TemporaryDirectory()
        try Synthetic.build(directory.path, shards: 3)
        database = try ShardDatabase(ShardSet(directory: directory.path))
    }

    func rows(_ sql: String) throws -> [[SQLValue]] {
        let rows = try database.query(sql)
        var result: [[SQLValue]] = []
        while let row = try rows.next() { result.append(row) }
        return result
    }

    /// The same query on each shard alone, with plain SQLite.
    func rowsOfEach(_ sql: String) throws -> [[SQLValue]] {
        var result: [[SQLValue]] = []
        for shard in 0..<3 {
            let connection = try Connection(directory.file("0000\(shard).sqlite"), .immutable)
            let statement = try connection.prepare(sql)
            while try statement.step() {
                result.append(
                    (0..<statement.columnCount).map { column in
                        statement.isNull(column) ? .null : .text(statement.text(column))
                    }
                )
            }
        }
        return result
    }

    func texts(_ rows: [[SQLValue]]) -> [[SQLValue]] {
        rows.map { row in
            row.map { value in
                switch value {
                case .integer(let integer): .text(String(integer))
                case .blob(let bytes): .text(String(decoding: bytes, as: UTF8.self))
                default: value
                }
            }
        }
    }

    @Test(arguments: [
        "SELECT * FROM document ORDER BY id",
        "SELECT * FROM instance ORDER BY id",
        "SELECT * FROM instance_token ORDER BY instance, position",
        "SELECT * FROM instance_text ORDER BY instance",
        "SELECT state, input FROM instance_token WHERE state <> 'plain' AND position > 3",
        "SELECT id FROM instance WHERE label = 1 AND length >= 20",
        "SELECT id, title FROM document WHERE title IS NULL",
        "SELECT id FROM document WHERE title = '题4' COLLATE NOCASE",
        "SELECT d.page, t.position FROM instance i JOIN document d ON d.id = i.document JOIN instance_token t ON t.instance = i.id WHERE t.state = 'mask'",
    ])
    func tablesSpanAllShards(_ sql: String) throws {
        let expected = try rowsOfEach(sql)
        #expect(!expected.isEmpty)
        #expect(try texts(rows(sql)) == expected)
    }

    @Test(arguments: [
        ("id = 1000000007", 1), ("id = '1000000007'", 1), ("id = 7.0", 1), ("id = 7.5", 0),
        ("id IN (3, 2000000005, 99)", 2), ("id = 3 OR id = 1000000003", 2),
        ("id BETWEEN 1000000001 AND 1000000003", 3), ("id > 1000000056", 58),
        ("id < 3", 2), ("id > 5 AND id < 3", 0), ("id = 3000000001", 0), ("id = -1", 0),
        ("document = 1000000002", 3), ("id IS NULL", 0), ("rowid = 5", 1),
    ])
    func idsReachTheirShard(_ condition: String, count: Int) throws {
        #expect(try rows("SELECT id FROM instance WHERE \(condition)").count == count)
    }

    @Test func dropsAndMetaNameTheirShard() throws {
        #expect(
            try rows(#"SELECT shard, sum(count) FROM "drop" WHERE shard > 0 GROUP BY shard"#)
                == [[.integer(1), .integer(5)], [.integer(2), .integer(5)]]
        )
        #expect(
            try rows("SELECT shard FROM meta WHERE key = 'seed'")
                == [[.integer(0)], [.integer(1)], [.integer(2)]]
        )
        #expect(
            try rows(#"SELECT count(*) FROM "drop" WHERE shard = 1 AND reason = 'short'"#)
                == [[.integer(1)]]
        )
        #expect(
            try rows("SELECT count(*) FROM vocabulary") == [
                [.integer(Int64(Synthetic.pieces.count))]
            ]
        )
    }

    @Test(arguments: [
        "DELETE FROM instance", "INSERT INTO instance (id) VALUES (1)", "CREATE TABLE t (a)",
        "ATTACH 'other.sqlite' AS other", "PRAGMA query_only = OFF", "VACUUM INTO 'copy.sqlite'",
        "SELECT load_extension('evil')", "SELECT * FROM pragma_database_list",
        "SELECT 1; SELECT 2", "", "BEGIN", "SELECT * FROM nowhere", "SELEC 1",
        "CREATE TEMP TABLE t AS SELECT 1", "DROP TABLE instance",
        "CREATE VIRTUAL TABLE t USING instance",
    ])
    func onlyOneSelectIsAllowed(_ sql: String) throws {
        #expect {
            let rows = try database.query(sql)
            while try rows.next() != nil {}
        } throws: {
            ($0 as? ShardError)?.code == .badQuery
        }
    }

    /// In SQLite's own loop, and in the loop of a shard that filters.
    @Test(arguments: [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "SELECT count(*) FROM instance_token a, instance_token b, instance_token c "
            + "WHERE c.input = 'nowhere'",
    ])
    func aLongQueryEnds(_ sql: String) throws {
        let database = try ShardDatabase(
            ShardSet(directory: directory.path),
            timeLimit: .milliseconds(100)
        )
        let start = ContinuousClock.now
        #expect { try database.query(sql).next() } throws: { ($0 as? ShardError)?.code == .timeout }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(try database.query("SELECT 1").next() == [.integer(1)])
    }

    @Test func aDamagedShardIsNamed() throws {
        try Data("no database".utf8).write(
            to: URL(fileURLWithPath: directory.file("00001.sqlite"))
        )
        #expect {
            let rows = try database.query("SELECT count(*) FROM instance")
            while try rows.next() != nil {}
        } throws: { "\($0)".contains("00001.sqlite") }
    }
}
