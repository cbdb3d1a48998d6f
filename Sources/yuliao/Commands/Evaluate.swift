// `yuliao evaluate`: how well a checkpoint predicts documents it has not been trained on.
import ArgumentParser
import Shards
import Torch
import Training

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Evaluate a checkpoint on the held-out documents of a set of shards.",
        discussion: """
            Example:
              yuliao evaluate build/runs/nezha-tiny/step-000200 build/shards
            """
    )

    @Argument(help: "A checkpoint: a folder step-NNNNNN, or a run's folder for its newest.")
    var checkpoint: String

    @Argument(help: "The folder of the shards.")
    var shards: String

    @Option(help: "The most batches to read; as many as the run did where it is not given.")
    var batches: Int?

    @Option(help: "Where to compute.")
    var device: Tensor.Device = .cpu

    func run() throws {
        let set = try ShardSet(directory: shards)
        try set.requireIntact()
        let evaluation = try Evaluation(
            of: .open(checkpoint),
            on: set,
            batches: batches,
            device: device
        )
        try Terminal.line(
            TrainingRun.describe(evaluation)
                + "; \(counted(evaluation.maskedPieces, "piece")) of "
                + counted(evaluation.instances, "instance")
        )
    }
}

extension Checkpoint {
    /// Opens a checkpoint, or the newest one of a run's folder.
    static func open(_ path: String) throws -> Checkpoint {
        try newest(inRun: path) ?? Checkpoint(contentsOf: path)
    }
}
