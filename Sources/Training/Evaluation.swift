// How well a model predicts documents it has not been trained on.

public import Shards
public import Torch

/// The losses and accuracies of a model over some batches.
public struct Evaluation: Sendable, Equatable, Codable {
    /// Mean negative log likelihood of the masked pieces, in nats.
    public var maskedLoss: Double
    /// The share of masked pieces that the model ranks first.
    public var maskedAccuracy: Double
    /// Mean negative log likelihood of the sentence labels, in nats; nil where there are none.
    public var sentenceLoss: Double?
    /// The share of sentence labels that the model gets right; nil where there are none.
    public var sentenceAccuracy: Double?
    /// The masked pieces predicted.
    public var maskedPieces: Int
    /// The instances read.
    public var instances: Int

    /// The sum of both mean losses, which training minimises.
    public var loss: Double { maskedLoss + (sentenceLoss ?? 0) }

    /// Evaluates a model on the batches that a loader gives, up to the end of its epoch.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - loader: Gives the batches.
    ///   - batches: The most batches to read.
    ///   - precision: The type of the matrix products.
    /// - Throws: `ShardError`, `TorchError` or `TrainingError`.
    init(
        of model: PretrainingModel,
        on loader: BatchLoader,
        batches: Int,
        precision: Precision
    ) throws {
        var (maskedLoss, sentenceLoss) = (0.0, 0.0)
        var (maskedPieces, maskedCorrect, sentences, sentencesCorrect) = (0, 0, 0, 0)
        var instances = 0
        for _ in 0..<batches {
            guard let batch = try loader.next() else { break }
            try LibTorch.withoutGradients {
                let losses = try model.losses(
                    ModelInput(batch, rows: 0..<batch.rows),
                    precision: precision
                )
                maskedLoss += try losses.maskedLM.item()
                sentenceLoss += try losses.sentence.item()
                maskedCorrect += try losses.maskedCorrect()
                sentencesCorrect += try losses.sentenceCorrect()
                maskedPieces += losses.maskedCount
                sentences += losses.sentenceCount
            }
            instances += batch.rows
        }
        self.maskedLoss = maskedLoss / Double(max(1, maskedPieces))
        maskedAccuracy = Double(maskedCorrect) / Double(max(1, maskedPieces))
        self.sentenceLoss = sentences > 0 ? sentenceLoss / Double(sentences) : nil
        sentenceAccuracy = sentences > 0 ? Double(sentencesCorrect) / Double(sentences) : nil
        self.maskedPieces = maskedPieces
        self.instances = instances
    }

    /// Evaluates a checkpoint on the documents that its run held out.
    ///
    /// - Parameters:
    ///   - checkpoint: The checkpoint.
    ///   - shards: The shards; those it was trained on, or others of the same vocabulary.
    ///   - batches: The most batches to read; the run's own number where it is not given.
    ///   - device: Where to compute.
    /// - Throws: `ShardError`, `TorchError`, or `TrainingError` where the shards have another
    ///   vocabulary than the checkpoint.
    public init(
        of checkpoint: Checkpoint,
        on shards: ShardSet,
        batches: Int? = nil,
        device: Tensor.Device = .cpu
    ) throws {
        let configuration = checkpoint.state.configuration
        try checkpoint.requireVocabulary(of: shards)
        if let threads = configuration.threads { try LibTorch.setThreadCount(threads) }
        let loader = try BatchLoader(
            shards: shards,
            split: .heldOut,
            heldOutFraction: configuration.evaluation.fraction,
            batchSize: configuration.microBatchSize ?? configuration.batchSize,
            seed: checkpoint.state.seed
        )
        try self.init(
            of: checkpoint.model(on: device),
            on: loader,
            batches: batches ?? configuration.evaluation.batches,
            precision: configuration.precision
        )
    }

    /// The values under google's names, for metric files.
    var metrics: [(name: String, value: Double)] {
        [
            ("evaluation/masked_lm_loss", maskedLoss),
            ("evaluation/masked_lm_accuracy", maskedAccuracy),
            sentenceLoss.map { ("evaluation/sentence_loss", $0) },
            sentenceAccuracy.map { ("evaluation/sentence_accuracy", $0) },
        ].compactMap { $0 }
    }
}
