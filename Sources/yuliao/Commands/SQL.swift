// `yuliao sql`: one question to all shards.
import ArgumentParser
import Inspector
import Shards

struct SQL: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Ask all shards as one read-only database.",
        discussion: """
            The tables are document, instance, instance_token, instance_text, vocabulary, "drop" \
            and meta. Examples:
              yuliao sql build/shards 'SELECT label, count(*) FROM instance GROUP BY label'
              yuliao sql build/shards 'SELECT * FROM instance_token WHERE instance = 1'
              yuliao sql --csv build/shards 'SELECT title FROM document' > titles.csv
            """
    )

    /// How rows are written.
    enum Format: String, EnumerableFlag {
        case table, json, csv
    }

    @Argument(help: "The folder of the shards, or one shard file.")
    var shards: String

    @Argument(help: "One SELECT.")
    var query: String

    @Flag(help: "Write aligned columns, one JSON object a row, or comma-separated values.")
    var format: Format = .table

    func run() throws {
        let rows = try ShardDatabase(ShardSet(paths: [shards])).query(query)
        var writer = RowWriter(columns: rows.columns, format: format)
        while let row = try rows.next() {
            try Interruption.check("interrupted")
            try writer.write(row)
        }
        try writer.finish()
    }
}
