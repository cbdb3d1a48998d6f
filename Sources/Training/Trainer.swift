// The training loop: batch, losses, gradients, clip, update, record, evaluate, checkpoint.

import Foundation
public import Logging
public import Shards
import Torch

/// Pretrains a model on shards, from the beginning or from its newest checkpoint.
///
/// A run of N steps and a run of N/2 steps that is continued give the same bits (single precision,
/// same number of threads): order and dropout derive from the seed and the step alone. A trainer
/// is made and run on one thread, to which libtorch's settings belong.
public final class Trainer {
    /// What one update did.
    public struct Progress: Sendable {
        /// The updates done, this one included.
        public var step: Int
        /// The updates of the whole run.
        public var steps: Int
        /// The sum of both mean losses, before the update.
        public var loss: Double { maskedLoss + (sentenceLoss ?? 0) }
        /// Mean negative log likelihood of the masked pieces, in nats.
        public var maskedLoss = 0.0
        /// Mean negative log likelihood of the sentence labels, in nats; nil without labels.
        public var sentenceLoss: Double?
        /// The learning rate.
        public var rate: Double
        /// The norm of the gradient before clipping.
        public var gradientNorm = 0.0
        /// Pieces read per second, padding not counted.
        public var tokensPerSecond = 0.0
        /// The newest evaluation, where this step ended with one.
        public var evaluation: Evaluation?
    }

    /// How a run ended.
    public struct Outcome: Sendable {
        /// The updates done, those before a continuation included.
        public var step: Int
        /// Whether all steps are done; false where the run was asked to stop.
        public var isComplete: Bool
        /// The newest checkpoint.
        public var checkpoint: String
        /// The newest evaluation of this call, if there was one.
        public var evaluation: Evaluation?
    }

    private let configuration: TrainingConfiguration
    private let seed: UInt64
    private let shards: ShardSet
    private let origin: ShardsOrigin
    private let logger: Logger
    private let model: PretrainingModel
    private let optimizer: Optimizer
    private let loader: BatchLoader
    private let schedule: Schedule
    private var step: Int
    private var lossScale: LossScale

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - configuration: The `training` section; its `output` is the run's directory.
    ///   - modelConfiguration: The `model` section.
    ///   - shards: The shards to train on.
    ///   - resume: Whether to go on from the newest checkpoint in the directory, if there is one.
    ///   - logger: Where notices go.
    /// - Throws: `TrainingError` for a configuration that cannot work, a directory that holds a
    ///   run that is not to be resumed, or a checkpoint of another model; `TorchError` without
    ///   libtorch; `ShardError`.
    public init(
        configuration: TrainingConfiguration,
        model modelConfiguration: ModelConfiguration,
        shards: ShardSet,
        resume: Bool,
        logger: Logger
    ) throws {
        try configuration.validate()
        self.configuration = configuration
        self.shards = shards
        self.logger = logger
        seed = configuration.seed ?? 0
        origin = try ShardsOrigin(shards)
        let architecture = try modelConfiguration.architecture(
            vocabularySize: origin.vocabularySize
        )
        try LibTorch.keepFreedMemory()
        if let threads = configuration.threads { try LibTorch.setThreadCount(threads) }
        let checkpoint = try Checkpoint.newest(inRun: configuration.output)
        guard checkpoint == nil || resume else {
            throw TrainingError(
                .configuration,
                "holds a run already (expected to resume it, or another output)",
                location: configuration.output
            )
        }
        if let checkpoint {
            try checkpoint.require(
                architecture: architecture,
                seed: seed,
                origin: origin,
                threads: configuration.threads,
                logger: logger
            )
        }
        model =
            try checkpoint?.model(on: configuration.device)
            ?? PretrainingModel(
                architecture: architecture,
                seed: seed,
                device: configuration.device
            )
        optimizer = try Optimizer(
            parameters: model.parameters,
            configuration: configuration.optimizer
        )
        try checkpoint?.restore(optimizer)
        schedule = Schedule(
            configuration.schedule,
            baseRate: configuration.optimizer.rate,
            steps: configuration.steps
        )
        loader = try BatchLoader(
            shards: shards,
            split: .training,
            heldOutFraction: configuration.evaluation.fraction,
            batchSize: configuration.batchSize,
            seed: seed,
            cursor: checkpoint?.state.cursor ?? BatchLoader.Cursor()
        )
        step = checkpoint?.state.step ?? 0
        lossScale = checkpoint?.state.lossScale ?? LossScale(configuration.precision)
    }

    /// Trains to the last step, or until it is asked to stop; then writes a checkpoint.
    ///
    /// - Parameters:
    ///   - shouldStop: Asked before every step.
    ///   - progress: Told after every step.
    /// - Returns: How the run ended.
    /// - Throws: `TrainingError` with code `divergence` where the loss is no longer a number;
    ///   `ShardError`, `TorchError`.
    public func run(
        shouldStop: () -> Bool = { false },
        progress: (Progress) -> Void = { _ in }
    ) throws -> Outcome {
        let metrics = try RunMetrics(directory: configuration.output, firstStep: step + 1)
        var evaluation: Evaluation?
        while step < configuration.steps, !shouldStop() {
            var report = try update()
            step += 1
            try metrics.write(report)
            let isLast = step == configuration.steps
            if configuration.evaluation.fraction > 0,
                isLast || step.isMultiple(of: configuration.evaluation.every)
            {
                evaluation = try evaluate()
                report.evaluation = evaluation
                try metrics.write(evaluation?.metrics ?? [], step: step)
            }
            if isLast || step.isMultiple(of: configuration.checkpoint.every) { try save() }
            progress(report)
        }
        let checkpoint = try save()
        return Outcome(
            step: step,
            isComplete: step >= configuration.steps,
            checkpoint: checkpoint,
            evaluation: evaluation
        )
    }

    /// One update; a batch whose half-precision gradients overflow is skipped and does not count.
    private func update() throws -> Progress {
        while true {
            let start = ContinuousClock.now
            let batch = try nextBatch()
            var report = Progress(
                step: step + 1,
                steps: configuration.steps,
                rate: schedule.rate(at: step)
            )
            try accumulateGradients(of: batch, into: &report)
            try lossScale.unscale(model.parameters)
            report.gradientNorm = try optimizer.step(rate: report.rate)
            let isFinite = report.loss.isFinite && report.gradientNorm.isFinite
            guard lossScale.update(isFinite: isFinite) else { throw divergence(report) }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            report.tokensPerSecond = Double(batch.tokens) / seconds
            if isFinite { return report }
            logger.info(
                "gradients overflowed: the batch is skipped",
                metadata: ["step": "\(report.step)", "lossScale": "\(lossScale.factor)"]
            )
        }
    }

    /// The next batch; an epoch follows the other.
    private func nextBatch() throws -> Batch {
        if let batch = try loader.next() { return batch }
        guard let batch = try loader.next() else {
            throw TrainingError(.input, "the shards hold nothing to train on")
        }
        return batch
    }

    /// Computes a batch in parts, whose losses are weighted so that the sum of their gradients is
    /// the gradient of the whole batch.
    private func accumulateGradients(of batch: Batch, into report: inout Progress) throws {
        let maskedCount = batch.maskedLabels.count
        let sentenceCount = batch.sentenceLabels.contains(-1) ? 0 : batch.rows
        let size = configuration.microBatchSize ?? configuration.batchSize
        for (part, first) in stride(from: 0, to: batch.rows, by: size).enumerated() {
            let input = ModelInput(batch, rows: first..<min(first + size, batch.rows))
            let losses = try model.losses(
                input,
                precision: configuration.precision,
                dropoutSeed: dropoutSeed(part: part)
            )
            let mean = try losses.mean(maskedCount: maskedCount, sentenceCount: sentenceCount)
            try (mean * lossScale.factor).backward()
            report.maskedLoss += try losses.maskedLM.item() / Double(max(1, maskedCount))
            if sentenceCount > 0 {
                let loss = try losses.sentence.item() / Double(sentenceCount)
                report.sentenceLoss = (report.sentenceLoss ?? 0) + loss
            }
        }
    }

    /// The seed of what one part of a step drops: a function of the run's seed and its place, so
    /// that a continued run draws the same.
    private func dropoutSeed(part: Int) -> UInt64 {
        var root = RandomSeeds(seed: seed)
        return root.next() &+ UInt64(step) << 24 &+ UInt64(part)
    }

    private func evaluate() throws -> Evaluation {
        let loader = try BatchLoader(
            shards: shards,
            split: .heldOut,
            heldOutFraction: configuration.evaluation.fraction,
            batchSize: configuration.microBatchSize ?? configuration.batchSize,
            seed: seed
        )
        return try Evaluation(
            of: model,
            on: loader,
            batches: configuration.evaluation.batches,
            precision: configuration.precision
        )
    }

    /// Writes a checkpoint of this step, where there is none yet.
    @discardableResult
    private func save() throws -> String {
        let state = Checkpoint.State(
            step: step,
            architecture: model.architecture,
            configuration: configuration,
            seed: seed,
            shardsDigest: origin.configurationDigest,
            cursor: loader.cursor,
            threads: configuration.threads,
            lossScale: lossScale
        )
        return try Checkpoint.write(
            state,
            vocabulary: origin.vocabularyFile,
            inRun: configuration.output,
            keep: configuration.checkpoint.keep
        ) { directory in
            try model.save(to: directory + "/model.safetensors")
            try optimizer.save(to: directory + "/optimizer.safetensors")
        }
    }

    private func divergence(_ report: Progress) -> TrainingError {
        TrainingError(
            .divergence,
            "step \(report.step): the loss is \(report.loss) and the gradient's norm "
                + "\(report.gradientNorm), at rate \(report.rate) (expected finite numbers; try a "
                + "lower optimizer.rate or more schedule.warmupSteps and resume)",
            location: configuration.output
        )
    }
}
