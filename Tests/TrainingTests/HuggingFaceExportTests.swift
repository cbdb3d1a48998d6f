// Exported models: complete directories that load again, here and in transformers.

import Foundation
import Testing
import Torch
import Training

@Suite(.enabled(if: LibTorch.isAvailable))
struct HuggingFaceExportTests {
    private func withDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("export-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        return try body(root)
    }

    /// A vocabulary of as many pieces as `FormulaModel` has.
    private func writeVocabulary(in root: URL, pieces: Int = 60) throws -> String {
        let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        let others = (0..<pieces - special.count).compactMap { UnicodeScalar(0x4E00 + $0) }
        let path = root.appendingPathComponent("vocabulary.txt")
        let lines = special + others.map { String($0) }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: path)
        return path.path
    }

    @Test(arguments: Architecture.Family.allCases)
    func exportLoadsAgain(family: Architecture.Family) throws {
        try withDirectory { root in
            let model = try FormulaModel.make(family)
            let directory = root.appendingPathComponent("model")
            let vocabulary = try writeVocabulary(in: root)
            try model.exportHuggingFace(to: directory.path, vocabulary: vocabulary)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(
                files.sorted() == [
                    "README.md", "config.json", "model.safetensors", "tokenizer_config.json",
                    "vocab.txt",
                ]
            )
            let copy = try PretrainingModel(huggingFace: directory.path)
            #expect(copy.architecture == model.architecture)
            let input = FormulaModel.input(length: 9)
            #expect(try copy.logits(input).sentence.bytes() == model.logits(input).sentence.bytes())
            #expect(throws: TrainingError.self) {
                try model.exportHuggingFace(to: directory.path, vocabulary: vocabulary)
            }
        }
    }

    @Test func vocabularyOfAnotherSizeIsRefused() throws {
        try withDirectory { root in
            let model = try FormulaModel.make(.nezha)
            let directory = root.appendingPathComponent("model").path
            let vocabulary = try writeVocabulary(in: root, pieces: 61)
            #expect(throws: TrainingError.self) {
                try model.exportHuggingFace(to: directory, vocabulary: vocabulary)
            }
            #expect(!FileManager.default.fileExists(atPath: directory))
        }
    }

    @Test func weightsOfAnotherModelAreRefused() throws {
        try withDirectory { root in
            let path = root.appendingPathComponent("weights.safetensors").path
            try FormulaModel.make(.nezha).save(to: path)
            let model = try FormulaModel.make(.bert)
            let before = try model.parameters[0].tensor.bytes()
            let error = #expect(throws: TrainingError.self) { try model.load(from: path) }
            #expect(error?.code == .checkpoint)
            #expect(try model.parameters[0].tensor.bytes() == before)
        }
    }

    /// Writes what Tests/conformance/training.py compares with transformers.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["YULIAO_CONFORMANCE"] != nil))
    func writesForConformance() throws {
        let path = try #require(ProcessInfo.processInfo.environment["YULIAO_CONFORMANCE"])
        let root = URL(fileURLWithPath: path, isDirectory: true)
        let vocabulary = try writeVocabulary(in: root)
        for family in Architecture.Family.allCases {
            let formula = try FormulaModel.make(family)
            let random = try PretrainingModel(architecture: formula.architecture, seed: 7)
            for (name, model) in [("formula", formula), ("random", random)] {
                let directory = root.appendingPathComponent("\(family.rawValue)-\(name)")
                try model.exportHuggingFace(to: directory.path, vocabulary: vocabulary)
                for length in [5, 65, 130] {
                    let input = FormulaModel.input(length: length)
                    let loss = try model.losses(input).mean()
                    for parameter in model.parameters { try parameter.tensor.clearGradient() }
                    try loss.backward()
                    let logits = try model.logits(input)
                    var tensors = [
                        "loss": loss, "sentence": logits.sentence,
                        "masked": try #require(logits.maskedLM),
                        "ids": try Tensor(input.ids, shape: [2, length]),
                        "segments": try Tensor(input.segments, shape: [2, length]),
                        "lengths": try Tensor(input.lengths),
                        "positions": try Tensor(input.maskedPositions),
                        "labels": try Tensor(input.maskedLabels),
                    ]
                    for parameter in model.parameters {
                        tensors["gradient." + parameter.name] = try parameter.tensor.gradient()
                    }
                    let file = directory.appendingPathComponent("answers-\(length).safetensors")
                    try SafeTensors.write(tensors, to: file.path)
                }
            }
        }
    }
}
