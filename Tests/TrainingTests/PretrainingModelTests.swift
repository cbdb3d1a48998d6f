// The models against Hugging Face's: logits, losses and the gradient of every weight.

import Foundation
import Testing
import Torch
import Training

@Suite(.enabled(if: LibTorch.isAvailable))
struct PretrainingModelTests {
    /// One entry of Fixtures/logits.json, which make_logits.py beside it makes.
    private struct Golden: Decodable {
        let family: Architecture.Family
        let length: Int
        let loss: Double
        let sentence: [Float]
        let first: [Float]
        let last: [Float]
        let gradientNorms: [String: Double]
    }

    private static func goldens() throws -> [Golden] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/logits.json")
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: path))
    }

    @Test(arguments: Architecture.Family.allCases)
    func agreesWithHuggingFace(family: Architecture.Family) throws {
        let model = try FormulaModel.make(family)
        let goldens = try Self.goldens().filter { $0.family == family }
        #expect(goldens.map(\.length) == [5, 65, 130])
        for golden in goldens {
            let input = FormulaModel.input(length: golden.length)
            let logits = try model.logits(input)
            let scores = try #require(try logits.maskedLM?.array(of: Float.self))
            let sentence = try logits.sentence.array(of: Float.self)
            let answers = sentence + scores.prefix(5) + scores.suffix(60).prefix(5)
            for (answer, expected) in zip(answers, golden.sentence + golden.first + golden.last) {
                #expect(abs(answer - expected) < 1e-4, "length \(golden.length)")
            }

            let loss = try model.losses(input).mean()
            #expect(abs(try loss.item() - golden.loss) < 1e-5 * golden.loss)
            for parameter in model.parameters { try parameter.tensor.clearGradient() }
            try loss.backward()
            #expect(Set(model.parameters.map(\.name)) == Set(golden.gradientNorms.keys))
            for parameter in model.parameters {
                let norm = try #require(try parameter.tensor.gradient()).norm().item()
                let expected = golden.gradientNorms[parameter.name] ?? 0
                #expect(abs(norm - expected) < 1e-3 * expected + 1e-5, "\(parameter.name)")
            }
        }
    }

    @Test func paddingChangesNothing() throws {
        let model = try FormulaModel.make(.nezha)
        let short = ModelInput(
            length: 3,
            ids: [4, 5, 6],
            segments: [0, 0, 0],
            lengths: [3],
            maskedPositions: [1],
            maskedLabels: [9]
        )
        let padded = ModelInput(
            length: 5,
            ids: [4, 5, 6, 0, 0],
            segments: [0, 0, 0, 0, 0],
            lengths: [3],
            maskedPositions: [1],
            maskedLabels: [9]
        )
        let difference = try model.losses(short).mean().item() - model.losses(padded).mean().item()
        #expect(abs(difference) < 1e-5)
    }

    @Test func partsOfABatchAddUp() throws {
        let model = try FormulaModel.make(.albert)
        let whole = FormulaModel.input(length: 9)
        let parts = (0..<2).map { row in
            let masked = zip(whole.maskedPositions, whole.maskedLabels).filter { $0.0 / 9 == row }
            return ModelInput(
                length: 9,
                ids: Array(whole.ids[row * 9..<row * 9 + 9]),
                segments: Array(whole.segments[row * 9..<row * 9 + 9]),
                lengths: [whole.lengths[row]],
                maskedPositions: masked.map { $0.0 % 9 },
                maskedLabels: masked.map(\.1),
                sentenceLabels: [whole.sentenceLabels[row]]
            )
        }
        let sum = try parts.reduce(0) {
            try $0
                + model.losses($1).mean(
                    maskedCount: whole.maskedLabels.count,
                    sentenceCount: 2
                ).item()
        }
        #expect(abs(sum - (try model.losses(whole).mean().item())) < 1e-5)
    }

    @Test func dropoutFollowsItsSeed() throws {
        let architecture = try ModelConfiguration(preset: .nezhaTiny)
            .architecture(vocabularySize: 60)
        let model = try PretrainingModel(architecture: architecture, seed: 3)
        let input = FormulaModel.input(length: 12)
        func loss(_ seed: UInt64?) throws -> Double {
            try model.losses(input, dropoutSeed: seed).mean().item()
        }
        #expect(try loss(1) == loss(1))
        #expect(try loss(1) != loss(2))
        #expect(try loss(nil) == loss(nil))
    }

    @Test(arguments: Architecture.Family.allCases)
    func bfloat16StaysNearSinglePrecision(family: Architecture.Family) throws {
        let model = try FormulaModel.make(family)
        let input = FormulaModel.input(length: 65)
        let single = try model.losses(input).mean().item()
        let half = try model.losses(input, precision: .bf16).mean()
        #expect(abs(try half.item() - single) < 0.02 * single)
        try half.backward()
        for parameter in model.parameters {
            let gradient = try #require(try parameter.tensor.gradient())
            #expect(gradient.dataType == .float32)
            #expect(try gradient.norm().item().isFinite)
        }
    }

    @Test func refusesWhatTheModelCannotTake() throws {
        let model = try FormulaModel.make(.bert)
        let long = FormulaModel.input(length: 161)
        #expect(throws: TrainingError.self) { try model.logits(long) }
        let foreign = ModelInput(length: 2, ids: [1, 60], segments: [0, 0], lengths: [2])
        #expect(throws: TrainingError.self) { try model.logits(foreign) }
        let input = FormulaModel.input(length: 5)
        #expect(throws: TrainingError.self) { try model.logits(input, precision: .fp16) }
    }
}
