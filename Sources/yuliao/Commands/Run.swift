// `yuliao run`: the whole chain, and what to look at when it is done.
import ArgumentParser
import Foundation
import Shards
import Training

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Build the shards and train the model of a pipeline file, skipping what is done.",
        discussion: """
            Examples:
              yuliao run
              yuliao run -c my-corpus/pipeline.yaml
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Option(help: "Threads of the build; the shards do not depend on it.")
    var jobs = Machine.cores

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs: expected 1 or more") }
    }

    func run() throws {
        let options = pipeline
        let pipeline = try options.load()
        try ShardBuild(pipeline, jobs: jobs).run()
        let training = TrainingRun(pipeline)
        try training.run(resume: true)
        let shards = pipeline.resolve(pipeline.shards.output)
        let run = training.configuration.output
        let tool = CommandLine.arguments[0]
        Terminal.error(
            """

            What to look at next:
              \(tool) inspect \(shards)
              \(tool) sql \(shards) "SELECT instance, position, input, original, state FROM \
            instance_token WHERE state = 'random' LIMIT 10"
              sqlite3 -box \(run)/metrics.sqlite "SELECT step, name, round(value, 4) AS value FROM \
            metric WHERE name LIKE 'evaluation/%'"

            """
        )
    }
}
