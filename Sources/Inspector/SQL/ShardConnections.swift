// The open shards behind one database over a set: a few at once, with their compiled statements.

import CSQLite
import Shards

/// When a query must end; shared by every connection that works for it.
final class Deadline {
    /// The moment, or nil for no limit.
    var moment: ContinuousClock.Instant?

    /// Makes a connection give up when the moment has passed.
    func watch(_ connection: Connection) {
        sqlite3_progress_handler(
            connection.handle,
            10_000,
            { context in
                guard let context else { return 0 }
                let deadline = Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue()
                guard let moment = deadline.moment else { return 0 }
                return ContinuousClock.now > moment ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }
}

/// One open shard and the statements that wait to be run again.
final class OpenShard {
    let connection: Connection
    private var idle: [String: [Statement]] = [:]

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// A statement for a text, to be given back.
    func take(_ sql: String) throws -> Statement {
        try idle[sql]?.popLast() ?? connection.prepare(sql)
    }

    /// Gives a statement back.
    func giveBack(_ statement: Statement, _ sql: String) {
        statement.reset()
        idle[sql, default: []].append(statement)
    }
}

/// The shards of a set, opened when a scan reaches them.
final class ShardConnections {
    /// How many shards stay open; a scan keeps the one it reads open beyond that.
    private static let capacity = 16

    let members: [ShardSet.Member]
    /// How many instances the set holds.
    let instances: Int
    private let deadline: Deadline
    private var open: [(number: Int, shard: OpenShard)] = []

    init(_ shards: ShardSet, deadline: Deadline) {
        members = shards.members
        instances = shards.instanceCount
        self.deadline = deadline
    }

    func shard(_ member: ShardSet.Member) throws -> OpenShard {
        if let place = open.lastIndex(where: { $0.number == member.number }) {
            open.append(open.remove(at: place))
            return open[open.count - 1].shard
        }
        // The reader's checks come first: it refuses what is no shard.
        _ = try ShardReader(path: member.path)
        let connection = try Connection(member.path, .immutable)
        guard yuliao_sqlite3_defend(connection.handle) == SQLITE_OK else {
            throw connection.lastError()
        }
        deadline.watch(connection)
        let shard = OpenShard(connection)
        if open.count == Self.capacity { open.removeFirst() }
        open.append((member.number, shard))
        return shard
    }
}
