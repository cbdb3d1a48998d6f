// Writes a model in Hugging Face's layout, and makes a model from such a directory.

import Foundation
public import Torch

extension PretrainingModel {
    /// Writes config.json, model.safetensors, vocab.txt, tokenizer_config.json and a README.
    ///
    /// The directory appears complete or not at all. transformers 4 reads all three families; its
    /// version 5 no longer knows NEZHA. The decoder that is tied to the embeddings and NEZHA's
    /// constant table are left out, as Hugging Face's own files leave them out.
    ///
    /// - Parameters:
    ///   - directory: A path where nothing is yet.
    ///   - vocabulary: The vocabulary's file, one piece a line.
    /// - Throws: `TrainingError` where the vocabulary is another one or the directory is there
    ///   already; else the errors of writing files.
    public func exportHuggingFace(to directory: String, vocabulary: String) throws {
        guard !FileManager.default.fileExists(atPath: directory) else {
            throw TrainingError(.configuration, "is there already", location: directory)
        }
        let pieces = try Data(contentsOf: URL(fileURLWithPath: vocabulary))
        let lines = pieces.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let count = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        guard count == architecture.vocabularySize else {
            throw TrainingError(
                .configuration,
                "has \(count) pieces, and the model was made for \(architecture.vocabularySize)",
                location: vocabulary
            )
        }
        let padding = lines.firstIndex { $0.elementsEqual("[PAD]".utf8) } ?? 0

        let partial = URL(fileURLWithPath: directory + ".partial", isDirectory: true)
        if FileManager.default.fileExists(atPath: partial.path) {
            try FileManager.default.removeItem(at: partial)
        }
        try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
        func write(_ data: Data, _ name: String) throws {
            try data.write(to: partial.appendingPathComponent(name))
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try write(
            encoder.encode(HuggingFaceConfiguration(architecture, paddingID: padding)),
            "config.json"
        )
        try write(
            encoder.encode(
                TokenizerConfiguration(modelMaxLength: architecture.maximumPositions)
            ),
            "tokenizer_config.json"
        )
        try write(pieces, "vocab.txt")
        try write(Data(card.utf8), "README.md")
        try save(to: partial.appendingPathComponent("model.safetensors").path)
        try FileManager.default.moveItem(
            at: partial,
            to: URL(fileURLWithPath: directory, isDirectory: true)
        )
    }

    /// Makes a model from a directory in Hugging Face's layout.
    ///
    /// - Parameters:
    ///   - directory: It holds config.json and model.safetensors.
    ///   - device: Where the weights are kept.
    /// - Throws: `TrainingError` or `TorchError` where the files are not those of such a model.
    public convenience init(huggingFace directory: String, device: Tensor.Device = .cpu) throws {
        let root = URL(fileURLWithPath: directory, isDirectory: true)
        let configuration = root.appendingPathComponent("config.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let description: HuggingFaceConfiguration
        do {
            description = try decoder.decode(
                HuggingFaceConfiguration.self,
                from: Data(contentsOf: configuration)
            )
        } catch let error as DecodingError {
            throw TrainingError(.checkpoint, "\(error)", location: configuration.path)
        }
        let architecture = try description.architecture(location: configuration.path)
        try self.init(architecture: architecture, seed: 0, device: device)
        try load(from: root.appendingPathComponent("model.safetensors").path)
    }

    /// A few lines for the reader of the directory.
    private var card: String {
        let package = architecture.family == .nezha ? "transformers<5" : "transformers"
        return """
            # \(architecture.family.rawValue), \(architecture.layers) layers

            Pretrained with Yuliao; \(architecture.parameterCount) parameters, heads included.

            ```python
            # pip install '\(package)' torch
            from transformers import AutoModelForPreTraining, AutoTokenizer
            tokenizer = AutoTokenizer.from_pretrained(".")
            model = AutoModelForPreTraining.from_pretrained(".")
            ```

            """
    }
}

/// tokenizer_config.json: BERT's tokenizer for every family, lower case and without accents.
private struct TokenizerConfiguration: Encodable {
    let tokenizerClass = "BertTokenizer"
    let doLowerCase = true
    let tokenizeChineseChars = true
    let modelMaxLength: Int
    let clsToken = "[CLS]"
    let maskToken = "[MASK]"
    let padToken = "[PAD]"
    let sepToken = "[SEP]"
    let unkToken = "[UNK]"
}
