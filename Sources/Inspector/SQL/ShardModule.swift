// The tables of ShardTable as SQLite's virtual tables: the callbacks, and nothing else.
//
// SQLite owns a struct per table and per scan that begins with its own fields; ours follow.

import CSQLite
import Shards

/// What SQLite holds of a table.
private struct TableHandle {
    var base: sqlite3_vtab
    var state: Unmanaged<ShardTableState>
}

/// What SQLite holds of a scan.
private struct ScanHandle {
    var base: sqlite3_vtab_cursor
    var scan: Unmanaged<ShardScan>
}

private func state(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> ShardTableState? {
    UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: TableHandle.self).pointee.state
        .takeUnretainedValue()
}

private func scan(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> ShardScan? {
    UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: ScanHandle.self).pointee.scan
        .takeUnretainedValue()
}

/// A copy of a text that SQLite frees.
private func sqliteCopy(_ text: String) -> UnsafeMutablePointer<CChar>? {
    let bytes = text.utf8CString
    let copy = sqlite3_malloc64(UInt64(bytes.count))?.assumingMemoryBound(to: CChar.self)
    bytes.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { copy?.update(from: start, count: source.count) }
    }
    return copy
}

/// Runs a step of a scan, and turns an error into what SQLite expects.
private func attempt(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
    _ body: (ShardScan) throws -> Void
) -> Int32 {
    guard let cursor, let scan = scan(cursor) else { return SQLITE_INTERNAL }
    do {
        try body(scan)
        return SQLITE_OK
    } catch {
        let table = cursor.pointee.pVtab
        sqlite3_free(table?.pointee.zErrMsg)
        table?.pointee.zErrMsg = sqliteCopy("\(error)")
        guard let error = error as? ShardError else { return SQLITE_ERROR }
        return switch error.code {
        case .timeout: SQLITE_INTERRUPT
        case .damaged: SQLITE_CORRUPT
        case .inputOutput: SQLITE_IOERR
        default: SQLITE_ERROR
        }
    }
}

/// The callbacks; written once, and kept because a connection may read them until it closes.
private nonisolated(unsafe) let module: UnsafePointer<sqlite3_module> = {
    let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
    module.initialize(to: sqlite3_module())
    module.pointee.iVersion = 1
    // No xCreate: the tables are there by name, and no statement can make others.
    module.pointee.xConnect = { database, context, _, _, table, _ in
        guard let context, let table else { return SQLITE_INTERNAL }
        let state = Unmanaged<ShardTableState>.fromOpaque(context)
        let declaration = state.takeUnretainedValue().declaration
        let status = sqlite3_declare_vtab(database, declaration)
        guard status == SQLITE_OK else { return status }
        let handle = UnsafeMutablePointer<TableHandle>.allocate(capacity: 1)
        handle.initialize(to: TableHandle(base: sqlite3_vtab(), state: state.retain()))
        table.pointee = UnsafeMutableRawPointer(handle)
            .assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }
    module.pointee.xDisconnect = { table in
        let handle = UnsafeMutableRawPointer(table)?
            .assumingMemoryBound(to: TableHandle.self)
        handle?.pointee.state.release()
        handle?.deallocate()
        return SQLITE_OK
    }
    module.pointee.xBestIndex = { table, info in
        guard let state = state(table), let info else { return SQLITE_INTERNAL }
        choosePlan(state, &info.pointee)
        return SQLITE_OK
    }
    module.pointee.xOpen = { table, cursor in
        guard let state = state(table), let cursor else { return SQLITE_INTERNAL }
        let handle = UnsafeMutablePointer<ScanHandle>.allocate(capacity: 1)
        handle.initialize(
            to: ScanHandle(
                base: sqlite3_vtab_cursor(),
                scan: .passRetained(ShardScan(state))
            )
        )
        cursor.pointee = UnsafeMutableRawPointer(handle)
            .assumingMemoryBound(to: sqlite3_vtab_cursor.self)
        return SQLITE_OK
    }
    module.pointee.xClose = { cursor in
        let handle = UnsafeMutableRawPointer(cursor)?
            .assumingMemoryBound(to: ScanHandle.self)
        handle?.pointee.scan.release()
        handle?.deallocate()
        return SQLITE_OK
    }
    module.pointee.xFilter = { cursor, _, text, count, values in
        attempt(cursor) { scan in
            let plan = text.flatMap { ScanPlan(String(cString: $0)) }
            let values = (0..<Int(count)).compactMap { values?[$0] }
            try scan.begin(
                plan ?? ScanPlan(columnsUsed: .max, conditions: []),
                values: values
            )
        }
    }
    module.pointee.xNext = { cursor in attempt(cursor) { try $0.advance() } }
    module.pointee.xEof = { cursor in scan(cursor)?.isAtEnd == false ? 0 : 1 }
    module.pointee.xColumn = { cursor, context, column in
        attempt(cursor) { $0.result(column, to: context) }
    }
    module.pointee.xRowid = { cursor, row in
        attempt(cursor) { row?.pointee = $0.rowID }
    }
    return UnsafePointer(module)
}()

extension ShardTableState {
    /// Puts the table on a connection.
    func register(on connection: Connection) throws {
        let status = sqlite3_create_module_v2(
            connection.handle,
            table.name,
            module,
            Unmanaged.passRetained(self).toOpaque(),
            { context in
                if let context { Unmanaged<ShardTableState>.fromOpaque(context).release() }
            }
        )
        guard status == SQLITE_OK else { throw connection.lastError() }
        // Declares the columns now: an authoriser would take that for a CREATE TABLE.
        _ = try connection.prepare("SELECT * FROM \"\(table.name)\"")
    }
}

/// Tells SQLite's planner which conditions the shards answer, in which order rows come, and what
/// that costs.
private func choosePlan(_ state: ShardTableState, _ info: inout sqlite3_index_info) {
    let table = state.table
    let rows = max(1, Double(state.connections.instances) * table.rowsPerInstance)
    var plan = ScanPlan(columnsUsed: info.colUsed, conditions: [])
    var share = 1.0
    for place in 0..<Int(info.nConstraint) {
        let constraint = info.aConstraint[place]
        guard constraint.usable != 0, constraint.iColumn >= 0,
            let comparison = comparison(constraint.op)
        else { continue }
        let column = state.columns[Int(constraint.iColumn)]
        let namesShard = table.shardColumns.contains(column)
        guard table.canFilter || namesShard,
            String(cString: sqlite3_vtab_collation(&info, Int32(place))) == "BINARY"
        else { continue }
        plan.conditions.append(
            ScanPlan.Condition(column: Int(constraint.iColumn), comparison: comparison)
        )
        // SQLite checks the condition again: types may differ between a view and a table.
        info.aConstraintUsage[place].argvIndex = Int32(plan.conditions.count)
        switch (comparison, column == table.order.first, namesShard) {
        case ("=", true, _): share = min(share, max(table.rowsPerInstance, 1) / rows)
        case ("=", false, true): share = min(share, 1 / Double(state.connections.members.count))
        case (_, true, _): share *= 0.25
        default: break
        }
    }
    info.estimatedRows = Int64(max(1, rows * share))
    info.estimatedCost = max(1, rows * share) * (table.name == "instance_text" ? 128 : 1)
    let text = plan.encoded
    info.idxStr = sqliteCopy(text)
    info.needToFreeIdxStr = 1
    let wanted = (0..<Int(info.nOrderBy)).map { info.aOrderBy[$0] }
    let isStoredOrder =
        wanted.count <= table.order.count
        && zip(wanted, table.order).allSatisfy { term, name in
            term.desc == 0 && term.iColumn >= 0 && state.columns[Int(term.iColumn)] == name
        }
    info.orderByConsumed = isStoredOrder && !wanted.isEmpty ? 1 : 0
}

/// SQLite's code of a comparison that the shards can make, as SQL.
private func comparison(_ code: UInt8) -> String? {
    switch Int32(code) {
    case SQLITE_INDEX_CONSTRAINT_EQ: "="
    case SQLITE_INDEX_CONSTRAINT_GT: ">"
    case SQLITE_INDEX_CONSTRAINT_GE: ">="
    case SQLITE_INDEX_CONSTRAINT_LT: "<"
    case SQLITE_INDEX_CONSTRAINT_LE: "<="
    default: nil
    }
}
