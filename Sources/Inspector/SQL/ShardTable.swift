// The tables that span all shards: what each is called, how it is ordered and what it costs.

/// One table or view of the shards, as a virtual table over all of them.
struct ShardTable: Sendable {
    /// The name, in every shard and over all of them.
    let name: String
    /// The columns whose values name the shard that holds the row.
    let shardColumns: [String]
    /// The columns that order the rows of a shard, as they are stored.
    let order: [String]
    /// An SQL expression that numbers the rows; the same for a row however it is found.
    let rowID: String
    /// Whether the table says the same in every shard, so that one shard speaks for all.
    let isShared: Bool
    /// Whether a column `shard` tells the rows of one shard from those of another.
    let hasShardColumn: Bool
    /// About how many rows there are for each instance.
    let rowsPerInstance: Double

    private init(
        _ name: String,
        shardColumns: [String] = [],
        order: [String],
        rowID: String,
        isShared: Bool = false,
        hasShardColumn: Bool = false,
        rowsPerInstance: Double
    ) {
        self.name = name
        self.shardColumns = shardColumns
        self.order = order
        self.rowID = rowID
        self.isShared = isShared
        self.hasShardColumn = hasShardColumn
        self.rowsPerInstance = rowsPerInstance
    }

    /// The tables of design: what any SQLite client sees in one shard.
    static let all = [
        ShardTable(
            "document",
            shardColumns: ["id"],
            order: ["id"],
            rowID: "id",
            rowsPerInstance: 0.1
        ),
        ShardTable(
            "instance",
            shardColumns: ["id", "document"],
            order: ["id"],
            rowID: "id",
            rowsPerInstance: 1
        ),
        ShardTable(
            "instance_token",
            shardColumns: ["instance"],
            order: ["instance", "position"],
            rowID: "instance * 65536 + position",
            rowsPerInstance: 128
        ),
        ShardTable(
            "instance_text",
            shardColumns: ["instance"],
            order: ["instance"],
            rowID: "instance",
            rowsPerInstance: 1
        ),
        ShardTable(
            "vocabulary",
            order: ["id"],
            rowID: "id",
            isShared: true,
            rowsPerInstance: 0.1
        ),
        ShardTable(
            "drop",
            shardColumns: ["shard"],
            order: ["shard"],
            rowID: "shard << 32 | row_number() OVER (ORDER BY stage, reason)",
            hasShardColumn: true,
            rowsPerInstance: 0.001
        ),
        ShardTable(
            "meta",
            shardColumns: ["shard"],
            order: ["shard"],
            rowID: "shard << 32 | row_number() OVER (ORDER BY key)",
            hasShardColumn: true,
            rowsPerInstance: 0.001
        ),
    ]

    /// Whether a condition on a column may be left to the shards.
    ///
    /// Not in a table whose rows are numbered in the order they come, and not for `shard`, which
    /// the shards do not have.
    var canFilter: Bool { !hasShardColumn }
}

/// How a query reads a virtual table: the columns it wants and the conditions left to the shards.
struct ScanPlan: Equatable {
    /// A comparison of a column with a value that is known when the scan begins.
    struct Condition: Equatable {
        var column: Int
        var comparison: String
    }

    var columnsUsed: UInt64
    var conditions: [Condition]

    /// One line of text, in which SQLite carries the plan from the planner to the scan.
    var encoded: String {
        ([String(columnsUsed)] + conditions.map { "\($0.column)\($0.comparison)" })
            .joined(separator: " ")
    }

    init(columnsUsed: UInt64, conditions: [Condition]) {
        self.columnsUsed = columnsUsed
        self.conditions = conditions
    }

    /// Reads the text back; nil for a text that `encoded` does not write.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let first = parts.first, let columnsUsed = UInt64(first) else { return nil }
        self.columnsUsed = columnsUsed
        conditions = []
        for part in parts.dropFirst() {
            let digits = part.prefix { $0.isNumber }
            guard let column = Int(digits) else { return nil }
            conditions.append(
                Condition(column: column, comparison: String(part.dropFirst(digits.count)))
            )
        }
    }

    func uses(_ column: Int) -> Bool {
        columnsUsed & (1 << UInt64(min(column, 63))) != 0
    }
}
