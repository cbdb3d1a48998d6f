// SQL over a whole set: one connection, guarded, on which every table spans all shards.

import CSQLite
public import Shards

/// One value of a result.
public enum SQLValue: Sendable, Equatable {
    /// No value.
    case null
    /// A 64-bit integer.
    case integer(Int64)
    /// A 64-bit float.
    case real(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

/// A set of shards as one read-only database.
///
/// The tables are those of a shard: `document`, `instance`, `instance_token`, `instance_text`,
/// `vocabulary`, and `drop` and `meta` with a column `shard` in front. Conditions on an id reach
/// the shard that holds it without reading the others.
public final class ShardDatabase {
    private let connection: Connection
    private let deadline = Deadline()
    private let timeLimit: Duration?

    /// Opens a set.
    ///
    /// - Parameters:
    ///   - shards: The set.
    ///   - timeLimit: How long a query may run before it ends with an error; nil for no limit.
    /// - Throws: `ShardError` where the first shard cannot be opened.
    public init(_ shards: ShardSet, timeLimit: Duration? = nil) throws {
        self.timeLimit = timeLimit
        connection = try Connection(":memory:", .memory)
        let connections = ShardConnections(shards, deadline: deadline)
        for table in ShardTable.all {
            try ShardTableState(table, connections: connections).register(on: connection)
        }
        try guardConnection()
    }

    /// Leaves the connection nothing but to read the tables.
    private func guardConnection() throws {
        try connection.execute("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY")
        guard yuliao_sqlite3_defend(connection.handle) == SQLITE_OK else {
            throw connection.lastError()
        }
        sqlite3_limit(connection.handle, SQLITE_LIMIT_ATTACHED, 0)
        sqlite3_limit(connection.handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
        sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, 1 << 28)
        sqlite3_limit(connection.handle, SQLITE_LIMIT_EXPR_DEPTH, 200)
        deadline.watch(connection)
        sqlite3_set_authorizer(
            connection.handle,
            { _, action, _, function, _, _ in
                switch action {
                case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE:
                    return SQLITE_OK
                case SQLITE_FUNCTION:
                    let forbidden = ["load_extension", "fts3_tokenizer"]
                    let name = function.map { String(cString: $0).lowercased() } ?? ""
                    return forbidden.contains(name) ? SQLITE_DENY : SQLITE_OK
                default:
                    return SQLITE_DENY
                }
            },
            nil
        )
    }

    /// Begins a query.
    ///
    /// - Parameter sql: One `SELECT`.
    /// - Returns: The rows, read as they are asked for.
    /// - Throws: `ShardError` with code `badQuery` for anything but one valid `SELECT`.
    public func query(_ sql: String) throws -> Rows {
        deadline.moment = timeLimit.map { ContinuousClock.now + $0 }
        do {
            let statement = try connection.prepare(sql)
            guard statement.remainder.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
                throw ShardError(.badQuery, "more than one statement (expected one SELECT)")
            }
            return Rows(statement, of: self)
        } catch let error as ShardError {
            throw explained(error)
        }
    }

    /// An error in the terms of who wrote the query.
    fileprivate func explained(_ error: ShardError) -> ShardError {
        var error = error
        if error.location == ":memory:" { error.location = nil }
        let tables = ShardTable.all.map { $0.name == "drop" ? "\"drop\"" : $0.name }
        switch error.code {
        case .timeout:
            error.message =
                "the query ran longer than \(timeLimit.map { "\($0)" } ?? "it may") (expected a "
                + "narrower one: conditions on an id are fast)"
        case .badQuery
        where error.message.hasPrefix("no such table")
            || error.message.contains("not authorized") || error.message.contains("prohibited"):
            error.message += " (expected one SELECT over \(tables.joined(separator: ", ")))"
        default: break
        }
        return error
    }

    /// The rows of a query, one at a time.
    public final class Rows {
        /// The names of the columns.
        public let columns: [String]

        private let statement: Statement
        private let database: ShardDatabase

        fileprivate init(_ statement: Statement, of database: ShardDatabase) {
            self.statement = statement
            self.database = database
            columns = (0..<statement.columnCount).map(statement.name)
        }

        /// The next row, or nil behind the last.
        ///
        /// - Throws: `ShardError` with code `timeout`, `damaged`, `inputOutput` or `badQuery`.
        public func next() throws -> [SQLValue]? {
            do {
                guard try statement.step() else { return nil }
                return (0..<statement.columnCount).map(statement.value)
            } catch let error as ShardError {
                throw database.explained(error)
            }
        }
    }
}

extension Statement {
    /// A column of this row.
    fileprivate func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(Array(bytes(column)))
        default: .null
        }
    }
}
