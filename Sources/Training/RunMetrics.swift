// The metric files of a run: a SQLite table and TensorBoard events, with the same values.

import Foundation

/// Writes `metrics.sqlite` and an event file in a run's directory.
struct RunMetrics {
    private let directory: String
    private let store: MetricStore
    private let events: TensorBoardWriter

    /// Opens the files of a run, or of its continuation at a step.
    init(directory: String, firstStep: Int) throws {
        self.directory = directory
        store = try writing(to: directory) {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
            return try MetricStore(path: directory + "/metrics.sqlite", firstStep: firstStep)
        }
        events = try writing(to: directory) {
            try TensorBoardWriter(directory: directory, firstStep: firstStep, time: Date())
        }
    }

    /// Records what one update did.
    func write(_ report: Trainer.Progress) throws {
        var values = [
            ("training/loss", report.loss), ("training/masked_lm_loss", report.maskedLoss),
            ("training/rate", report.rate), ("training/gradient_norm", report.gradientNorm),
            ("training/tokens_per_second", report.tokensPerSecond),
        ]
        if let loss = report.sentenceLoss { values.append(("training/sentence_loss", loss)) }
        try write(values, step: report.step)
    }

    /// Records values of a step.
    func write(_ values: [(name: String, value: Double)], step: Int) throws {
        try writing(to: directory) {
            try store.write(step: step, values)
            try events.write(step: step, values, time: Date())
        }
    }
}
