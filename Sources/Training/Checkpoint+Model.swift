// What a checkpoint gives back: the model, the optimizer's moments, and refusals that say why.

import Logging
import Shards
public import Torch

extension Checkpoint {
    /// Makes the model with the stored weights.
    ///
    /// - Parameter device: Where the weights are kept.
    /// - Returns: The model.
    /// - Throws: `TorchError` or `TrainingError` where the weights are damaged or of another model.
    public func model(on device: Tensor.Device = .cpu) throws -> PretrainingModel {
        let model = try PretrainingModel(
            architecture: state.architecture,
            seed: state.seed,
            device: device
        )
        try model.load(from: file("model.safetensors"))
        return model
    }

    /// Gives an optimizer its stored moments.
    func restore(_ optimizer: Optimizer) throws {
        try optimizer.load(from: file("optimizer.safetensors"))
    }

    /// Throws where a run with these wishes would not be the one the checkpoint belongs to.
    func require(
        architecture: Architecture,
        seed: UInt64,
        origin: ShardsOrigin,
        threads: Int?,
        logger: Logger
    ) throws {
        func require(_ holds: Bool, _ message: String) throws {
            guard holds else {
                throw TrainingError(.checkpoint, "cannot be resumed: " + message, location: path)
            }
        }
        try requireVocabulary(of: origin)
        try require(
            state.architecture == architecture,
            "it holds another model (\(state.architecture.summary)) than the configuration asks "
                + "for (\(architecture.summary))"
        )
        try require(
            state.seed == seed,
            "its seed is \(state.seed), the configuration's is \(seed)"
        )
        try require(
            state.shardsDigest == origin.configurationDigest,
            "the shards were built with another configuration since"
        )
        if state.threads != threads {
            logger.warning(
                "the checkpoint was written with another number of threads: the last bits differ",
                metadata: ["checkpoint": "\(path)"]
            )
        }
    }

    /// Throws where the shards' ids belong to another vocabulary than the model's.
    func requireVocabulary(of shards: ShardSet) throws {
        try requireVocabulary(of: ShardsOrigin(shards))
    }

    private func requireVocabulary(of origin: ShardsOrigin) throws {
        guard state.digests["vocab.txt"] == origin.vocabularyDigest else {
            throw TrainingError(
                .checkpoint,
                "its vocabulary is not the shards' (expected one whose SHA-256 is "
                    + "\(origin.vocabularyDigest))",
                location: path
            )
        }
    }
}

extension Architecture {
    /// The sizes that tell models apart.
    fileprivate var summary: String {
        "\(family.rawValue), \(vocabularySize) pieces, \(layers) layers of \(hiddenSize)"
    }
}
