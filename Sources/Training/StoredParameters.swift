// A model's weights in a safetensors file: the same names and values in a checkpoint and an export.

import Torch

extension PretrainingModel {
    /// Writes every weight in single precision.
    ///
    /// - Parameter path: The file, which is replaced.
    /// - Throws: `TorchError`, or Foundation's error where the file cannot be written.
    public func save(to path: String) throws {
        let tensors = parameters.map { ($0.name, $0.tensor) }
        try SafeTensors.write(Dictionary(uniqueKeysWithValues: tensors), to: path)
    }

    /// Replaces every weight by the one of that name in a file.
    ///
    /// - Parameter path: A safetensors file of `save`, or of Hugging Face's model classes.
    /// - Throws: `TrainingError` where a weight is missing, has another shape or belongs to no part
    ///   of this model; `TorchError` where the file is damaged. Then no weight has changed.
    public func load(from path: String) throws {
        let file = try SafeTensors(contentsOf: path)
        func refuse(_ message: String) -> TrainingError {
            TrainingError(.checkpoint, "\(message); another model's file?", location: path)
        }
        // Constants, and the decoder that is tied to the embeddings.
        let derived = [".decoder.weight", ".decoder.bias", ".positions_encoding", "position_ids"]
        let known = Set(parameters.map(\.name))
        for name in file.names where !known.contains(name) {
            guard derived.contains(where: name.hasSuffix) else {
                throw refuse("holds \(name), which the model does not have")
            }
        }
        let stored = try parameters.map { parameter in
            guard let tensor = try file.tensor(parameter.name) else {
                throw refuse("does not hold \(parameter.name)")
            }
            guard tensor.shape == parameter.tensor.shape else {
                throw refuse(
                    "\(parameter.name) has shape \(tensor.shape), expected \(parameter.tensor.shape)"
                )
            }
            return tensor
        }
        try LibTorch.withoutGradients {
            for (parameter, tensor) in zip(parameters, stored) {
                try parameter.tensor.assign(tensor)
            }
        }
    }
}
