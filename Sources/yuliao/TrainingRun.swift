// A training run as the tool drives it: shards checked, progress shown, signals obeyed.
import Foundation
import Logging
import Shards
import Training

/// Trains what a pipeline file describes.
struct TrainingRun {
    let configuration: TrainingConfiguration
    private let model: ModelConfiguration
    private let shards: String

    init(_ pipeline: PipelineConfiguration) {
        var configuration = pipeline.training
        configuration.output = pipeline.resolve(configuration.output)
        configuration.seed = configuration.seed ?? pipeline.seed
        self.configuration = configuration
        model = pipeline.model
        shards = pipeline.resolve(pipeline.shards.output)
    }

    /// Trains to the last step.
    ///
    /// - Throws: `Failure` with status 130 or 143 where a signal asked to stop; the run can be
    ///   resumed then.
    func run(resume: Bool) throws {
        let set = try ShardSet(directory: shards)
        try set.requireIntact()
        let trainer = try Trainer(
            configuration: configuration,
            model: model,
            shards: set,
            resume: resume,
            logger: Logger(label: "train") { _ in StandardErrorLog() }
        )
        var progress: Progress?
        let outcome = try trainer.run(shouldStop: { Interruption.isRequested }) { report in
            let shown =
                progress
                ?? Progress(
                    "train",
                    total: Int64(report.steps),
                    unit: .steps,
                    startingAt: Int64(report.step - 1)
                )
            progress = shown
            shown.update(Int64(report.step), note: TrainingRun.note(report))
            guard let evaluation = report.evaluation else { return }
            shown.say("step \(report.step): \(TrainingRun.describe(evaluation))")
        }
        try Interruption.check(
            "interrupted after step \(outcome.step); 'yuliao train --resume' goes on from "
                + outcome.checkpoint
        )
        progress?.finish("\(outcome.step) steps, checkpoint \(outcome.checkpoint)")
    }

    private static func note(_ report: Trainer.Progress) -> String {
        String(
            format: "loss %.3f  rate %.2e  %.0f tokens/s",
            report.loss,
            report.rate,
            report.tokensPerSecond
        )
    }

    /// An evaluation as a line: losses in nats, accuracies in percent.
    static func describe(_ evaluation: Evaluation) -> String {
        var text = String(
            format: "held-out loss %.4f, masked %.4f (%.1f %% right)",
            evaluation.loss,
            evaluation.maskedLoss,
            100 * evaluation.maskedAccuracy
        )
        if let loss = evaluation.sentenceLoss, let accuracy = evaluation.sentenceAccuracy {
            text += String(format: ", sentence %.4f (%.1f %% right)", loss, 100 * accuracy)
        }
        return text
    }
}

/// Notices of the libraries, as plain lines on standard error.
struct StandardErrorLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }.joined()
        Terminal.error("\(event.level): \(event.message)\(details)\n")
    }
}
