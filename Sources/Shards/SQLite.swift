// Connections and statements: the few calls of SQLite's C interface that shards need.
//
// The bulk loops bind and read blobs by pointer, the guard installs an authoriser and a virtual
// table steps statements inside SQLite's own callbacks, so this is the C interface itself.

import CSQLite

/// Tells SQLite to copy a bound value before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// One open database; closed when the last reference goes.
package final class Connection {
    /// How a database is opened.
    package enum Access {
        /// A new file, for one writer.
        case create
        /// A published file that no one changes: no locks, no journal.
        case immutable
        /// A database in memory.
        case memory
    }

    package let handle: OpaquePointer
    /// The file's path, for messages.
    package let path: String

    /// Opens the database at `path`.
    package init(_ path: String, _ access: Access) throws {
        self.path = path
        let flags: Int32
        var name = path
        switch access {
        case .create:
            flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .immutable:
            flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            name = Self.immutableAddress(of: path)
        case .memory:
            flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY
        }
        var opened: OpaquePointer?
        let status = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw ShardError(
                .inputOutput,
                "cannot open: \(String(cString: sqlite3_errstr(status)))",
                location: path
            )
        }
        handle = opened
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// A `file:` address with every byte escaped that has a meaning in one.
    private static func immutableAddress(of path: String) -> String {
        var address = Array("file:".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "?"): address += "%3f".utf8
            case UInt8(ascii: "#"): address += "%23".utf8
            case UInt8(ascii: "%"): address += "%25".utf8
            default: address.append(byte)
            }
        }
        return String(decoding: address, as: UTF8.self) + "?immutable=1"
    }

    /// Runs statements that return nothing of interest.
    package func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw lastError() }
    }

    /// Compiles one statement.
    package func prepare(_ sql: String) throws -> Statement {
        try Statement(sql, on: self)
    }

    /// The first column of a query's first row, or nil without a row or for NULL.
    package func integer(_ sql: String) throws -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// The text in the first column of a query's first row, or nil without a row.
    package func text(_ sql: String) throws -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    /// The error SQLite last met on this connection, in this target's terms.
    package func lastError() -> ShardError {
        let message = String(cString: sqlite3_errmsg(handle))
        let code: ShardError.Code
        switch sqlite3_errcode(handle) {
        case SQLITE_CORRUPT: code = .damaged
        case SQLITE_NOTADB: code = .notAShard
        case SQLITE_ERROR, SQLITE_AUTH, SQLITE_READONLY, SQLITE_TOOBIG, SQLITE_RANGE:
            code = .badQuery
        case SQLITE_INTERRUPT: code = .timeout
        default: code = .inputOutput
        }
        return ShardError(code, message, location: path)
    }
}

/// One compiled statement; finalised when the last reference goes.
package final class Statement {
    package let handle: OpaquePointer
    let connection: Connection
    /// What follows the statement in the text it was compiled from.
    package let remainder: String

    fileprivate init(_ sql: String, on connection: Connection) throws {
        self.connection = connection
        var compiled: OpaquePointer?
        var rest = ""
        let status = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v2(connection.handle, text, -1, &compiled, &tail)
            rest = tail.map { String(cString: $0) } ?? ""
            return status
        }
        guard status == SQLITE_OK else { throw connection.lastError() }
        guard let compiled else {
            throw ShardError(.badQuery, "there is no statement", location: connection.path)
        }
        handle = compiled
        remainder = rest
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Advances to the next row: false when there is none.
    package func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.lastError()
        }
    }

    /// Makes the statement ready to run again; its bindings stay.
    package func reset() {
        sqlite3_reset(handle)
    }

    /// Runs the statement once, for its effect.
    package func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// Binds an integer to a parameter (from 1), or NULL.
    package func bind(_ value: Int64?, at parameter: Int32) {
        if let value {
            sqlite3_bind_int64(handle, parameter, value)
        } else {
            sqlite3_bind_null(handle, parameter)
        }
    }

    /// Binds text to a parameter (from 1), or NULL.
    package func bind(_ value: String?, at parameter: Int32) {
        guard let value else {
            sqlite3_bind_null(handle, parameter)
            return
        }
        sqlite3_bind_text(handle, parameter, value, Int32(value.utf8.count), copied)
    }

    /// Binds bytes to a parameter (from 1).
    package func bind(_ bytes: [UInt8], at parameter: Int32) {
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(handle, parameter, 0)
        } else {
            sqlite3_bind_blob(handle, parameter, bytes, Int32(bytes.count), copied)
        }
    }

    /// The number of columns in a row.
    package var columnCount: Int32 { sqlite3_column_count(handle) }

    /// A column's name.
    package func name(_ column: Int32) -> String {
        sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }

    /// Whether a column of this row is NULL.
    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// A column of this row as an integer.
    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A column of this row as text; empty for NULL.
    package func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// The bytes of a blob or text column of this row, valid until the next step.
    package func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(
            start: start,
            count: Int(sqlite3_column_bytes(handle, column))
        )
    }
}
