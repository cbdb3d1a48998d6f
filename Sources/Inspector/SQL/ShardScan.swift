// One pass over a virtual table: shard after shard, as far as the conditions reach.

import CSQLite
import Shards

/// The columns of a virtual table and the connections it reads.
final class ShardTableState {
    let table: ShardTable
    let connections: ShardConnections
    /// The names of the columns, in order.
    let columns: [String]
    /// What the table looks like to SQLite.
    let declaration: String

    init(_ table: ShardTable, connections: ShardConnections) throws {
        self.table = table
        self.connections = connections
        let first = try connections.shard(connections.members[0]).connection
        let rows = try first.prepare("PRAGMA table_info(\"\(table.name)\")")
        var columns = table.hasShardColumn ? ["shard"] : []
        var definitions = table.hasShardColumn ? ["shard INTEGER"] : []
        while try rows.step() {
            columns.append(rows.text(1))
            definitions.append("\"\(rows.text(1))\" \(rows.text(2))")
        }
        self.columns = columns
        declaration = "CREATE TABLE x(\(definitions.joined(separator: ", ")))"
    }

    /// The query that reads one shard as a plan wants it; the last column is the row's number.
    func sql(for plan: ScanPlan, shard: Int) -> String {
        var source = "\"\(table.name)\""
        if table.hasShardColumn { source = "(SELECT \(shard) AS shard, * FROM \(source))" }
        let selected = columns.enumerated().map { place, name in
            plan.uses(place) ? "\"\(name)\"" : "NULL"
        }
        var sql = "SELECT \(selected.joined(separator: ", ")), \(table.rowID) FROM \(source)"
        if table.canFilter && !plan.conditions.isEmpty {
            let conditions = plan.conditions.enumerated().map { place, condition in
                "\"\(columns[condition.column])\" \(condition.comparison) ?\(place + 1)"
            }
            sql += " WHERE \(conditions.joined(separator: " AND "))"
        }
        return sql + " ORDER BY \(table.order.joined(separator: ", "))"
    }
}

/// The place of a scan.
final class ShardScan {
    let state: ShardTableState
    private var plan = ScanPlan(columnsUsed: 0, conditions: [])
    private var values: [OpaquePointer] = []
    private var remaining: ArraySlice<ShardSet.Member> = []
    private var current: (shard: OpenShard, statement: Statement, sql: String)?

    init(_ state: ShardTableState) {
        self.state = state
    }

    deinit {
        close()
        values.forEach { sqlite3_value_free($0) }
    }

    /// Whether the scan is behind its last row.
    var isAtEnd: Bool { current == nil }

    /// Begins a scan and goes to its first row.
    func begin(_ plan: ScanPlan, values newValues: [OpaquePointer]) throws {
        close()
        values.forEach { sqlite3_value_free($0) }
        values = newValues.compactMap { sqlite3_value_dup($0) }
        self.plan = plan
        let range = shardNumbers()
        remaining = state.connections.members.filter { range.contains($0.number) }[...]
        if state.table.isShared { remaining = remaining.prefix(1) }
        try advance()
    }

    /// Goes to the next row, of this shard or a later one.
    func advance() throws {
        while true {
            if let statement = current?.statement {
                if try statement.step() { return }
                close()
            }
            guard let member = remaining.popFirst() else { return }
            let shard = try state.connections.shard(member)
            let sql = state.sql(for: plan, shard: member.number)
            let statement = try shard.take(sql)
            current = (shard, statement, sql)
            if state.table.canFilter {
                for (place, value) in values.enumerated() {
                    sqlite3_bind_value(statement.handle, Int32(place + 1), value)
                }
            }
        }
    }

    /// Gives a column of the row to SQLite; the row's number is the column after the last.
    func result(_ column: Int32, to context: OpaquePointer?) {
        guard let statement = current?.statement else { return }
        sqlite3_result_value(context, sqlite3_column_value(statement.handle, column))
    }

    /// The row's number.
    var rowID: Int64 {
        current?.statement.integer(Int32(state.columns.count)) ?? 0
    }

    private func close() {
        if let current { current.shard.giveBack(current.statement, current.sql) }
        current = nil
    }

    /// The shards that the conditions leave.
    private func shardNumbers() -> ClosedRange<Int> {
        var lowest = Int.min
        var highest = Int.max
        for (condition, value) in zip(plan.conditions, values)
        where state.table.shardColumns.contains(state.columns[condition.column]) {
            guard sqlite3_value_type(value) == SQLITE_INTEGER else { continue }
            let id = sqlite3_value_int64(value)
            let number = state.table.hasShardColumn ? Int(id) : ShardSet.shardNumber(of: id)
            if condition.comparison != "<" && condition.comparison != "<=" {
                lowest = max(lowest, number)
            }
            if condition.comparison != ">" && condition.comparison != ">=" {
                highest = min(highest, number)
            }
        }
        return lowest <= highest ? lowest...highest : Int.max...Int.max
    }
}
