// A run's metrics in SQLite: one table that anyone can query while the run goes on.

import GRDB

/// The table `metric(step, name, value)` of a run.
package struct MetricStore {
    private let database: DatabaseQueue

    /// Opens or creates the store and forgets the steps that the run is about to repeat.
    ///
    /// - Parameters:
    ///   - path: The database file.
    ///   - firstStep: The first step that will be recorded.
    /// - Throws: GRDB's error where the file cannot be written or is no database.
    package init(path: String, firstStep: Int) throws {
        var configuration = GRDB.Configuration()
        // A step's values are on the disk soon, not at once: waiting for it costs 10 ms a step.
        configuration.journalMode = .wal
        database = try DatabaseQueue(path: path, configuration: configuration)
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS metric (
                        step INTEGER NOT NULL, name TEXT NOT NULL, value REAL NOT NULL,
                        PRIMARY KEY (step, name)
                    ) WITHOUT ROWID
                    """
            )
            try database.execute(sql: "DELETE FROM metric WHERE step >= ?", arguments: [firstStep])
        }
    }

    /// Records the values of one step.
    package func write(step: Int, _ values: [(name: String, value: Double)]) throws {
        try database.write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO metric (step, name, value) VALUES (?, ?, ?)"
            )
            for (name, value) in values {
                try statement.execute(arguments: [step, name, value])
            }
        }
    }
}
