// `yuliao build`: corpora to shards.
import ArgumentParser
import Foundation
import Shards

struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build masked training shards from the corpora of a pipeline file.",
        discussion: """
            The same dumps, configuration and seed give the same bytes for any number of jobs. A \
            build that was stopped, even by force, goes on where it was. Examples:
              yuliao build
              yuliao build -c pipeline.yaml --output build/shards --jobs 8
              yuliao build --dry-run
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Option(help: "The folder of the shards, instead of the pipeline file's.")
    var output: String?

    @Option(help: "The seed of all randomness, instead of the pipeline file's.")
    var seed: UInt64?

    @Option(help: "Threads; the output does not depend on it.")
    var jobs = Machine.cores

    @Option(help: "Build only part I of N (I from 0): every N-th shard.")
    var partition: Partition?

    @Flag(help: "Check everything, say what would be done, and stop.")
    var dryRun = false

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: expected 1 or more") }
    }

    func run() throws {
        var pipeline = try pipeline.load()
        if let output { pipeline.shards.output = Machine.absolute(output) }
        if let seed { pipeline.seed = seed }
        let build = try ShardBuild(
            pipeline,
            jobs: jobs,
            partition: partition ?? Partition()
        )
        if dryRun {
            try Terminal.line(try build.plan())
        } else {
            try build.run()
        }
    }
}

/// The option that names the pipeline file.
struct PipelineOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The pipeline file.")
    var configuration = "pipeline.yaml"

    func load() throws -> PipelineConfiguration { try PipelineConfiguration.load(configuration) }
}

extension Partition: ExpressibleByArgument {
    /// Reads `I/N`.
    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
            count > 0, (0..<count).contains(index)
        else { return nil }
        self.init(index: index, count: count)
    }
}
