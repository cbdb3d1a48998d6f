// `yuliao verify`: are these the shards that were committed, and does what they say hold?
import ArgumentParser
import Shards

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a folder of shards: hashes, schema, books, and every instance.",
        discussion: """
            Ends with status 12 when anything is not as it was committed. Example:
              yuliao verify build/shards
            """
    )

    @Argument(help: "The folder of the shards.")
    var shards: String

    func run() throws {
        let report = try ShardVerifier(directory: shards).verify()
        for problem in report.problems { try Terminal.line("\(problem)") }
        let totals = report.totals
        guard report.isSound else {
            throw Failure(.integrity, "\(shards): \(counted(report.problems.count, "problem"))")
        }
        try Terminal.line(
            "\(counted(report.shards, "shard")) sound: \(counted(totals.pages, "page")) = "
                + "\(counted(totals.documents, "document")) + "
                + "\(totals.pages - totals.documents) dropped; "
                + counted(totals.instances, "instance")
        )
    }
}
