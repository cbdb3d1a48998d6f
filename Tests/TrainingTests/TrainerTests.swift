import Foundation
import Instances
import Logging
import Shards
import Testing
import Torch
import Training

@Suite(.enabled(if: LibTorch.isAvailable), .serialized)
struct TrainerTests {
    /// A configuration of eight steps in single precision on one thread.
    private func configuration(
        _ directory: String,
        run: String = "run",
        _ change: (inout TrainingConfiguration) -> Void = { _ in }
    ) -> TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.output = directory + "/" + run
        configuration.steps = 8
        configuration.batchSize = 8
        configuration.optimizer.rate = 0.003
        configuration.evaluation.every = 1000
        configuration.evaluation.fraction = 0.2
        configuration.threads = 1
        configuration.seed = 7
        change(&configuration)
        return configuration
    }

    private func model(dropout: Double? = nil, hiddenSize: Int = 32) -> ModelConfiguration {
        var overrides = ModelConfiguration.Overrides()
        overrides.hiddenSize = hiddenSize
        overrides.intermediateSize = 64
        overrides.hiddenDropout = dropout
        overrides.attentionDropout = dropout
        return ModelConfiguration(preset: .nezhaTiny, overrides: overrides)
    }

    private func trainer(
        _ configuration: TrainingConfiguration,
        _ shards: ShardSet,
        model: ModelConfiguration? = nil,
        resume: Bool = false
    ) throws -> Trainer {
        try Trainer(
            configuration: configuration,
            model: model ?? self.model(),
            shards: shards,
            resume: resume,
            logger: Logger(label: "test")
        )
    }

    private func bytes(_ directory: String, _ file: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file))
    }

    /// Dropout, order, moments and schedule all go on: the default model drops a tenth.
    @Test func aContinuedRunGivesTheSameBits() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let whole = try trainer(configuration(directory, run: "whole"), shards).run()
            let split = configuration(directory, run: "split") { $0.microBatchSize = nil }
            var steps = 0
            let first = try trainer(split, shards).run(
                shouldStop: { steps == 4 },
                progress: { _ in steps += 1 }
            )
            #expect(first.step == 4)
            #expect(!first.isComplete)
            let second = try trainer(split, shards, resume: true).run()
            #expect(second.isComplete)
            for file in ["model.safetensors", "optimizer.safetensors", "vocab.txt"] {
                #expect(
                    try bytes(whole.checkpoint, file) == bytes(second.checkpoint, file),
                    "\(file)"
                )
            }
            let states = try [whole, second].map {
                try Checkpoint(contentsOf: $0.checkpoint).state
            }
            #expect(states[0].cursor == states[1].cursor)
        }
    }

    @Test func partsOfABatchGiveItsGradient() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let losses = try ([nil, 3] as [Int?]).map { size in
                let configuration = configuration(directory, run: "run \(size ?? 0)") {
                    $0.microBatchSize = size
                }
                var losses: [Double] = []
                _ = try trainer(configuration, shards, model: model(dropout: 0)).run(progress: {
                    losses += [$0.maskedLoss, $0.sentenceLoss ?? 0, $0.gradientNorm]
                })
                return losses
            }
            #expect(losses[0].count == 24)
            #expect(zip(losses[0], losses[1]).allSatisfy { abs($0 - $1) < 1e-3 * abs($0) })
        }
    }

    @Test func theLossFalls() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards", documents: 40)
            var evaluations: [Evaluation] = []
            let configuration = configuration(directory) {
                $0.steps = 90
                $0.batchSize = 32
                $0.evaluation.every = 30
                $0.evaluation.fraction = 0.05
                $0.optimizer.name = .adamw
                $0.optimizer.rate = 0.004
            }
            let model = model(dropout: 0, hiddenSize: 64)
            let outcome = try trainer(configuration, shards, model: model).run(progress: {
                if let evaluation = $0.evaluation { evaluations.append(evaluation) }
            })
            #expect(evaluations.count == 3)
            // Not knowing which of the 40 characters is masked costs ln 40 = 3.69.
            #expect(evaluations[2].maskedLoss < 2.9)
            #expect(evaluations[2].maskedLoss < evaluations[0].maskedLoss - 0.5)
            #expect(outcome.evaluation == evaluations[2])
            let checkpoint = try Checkpoint(contentsOf: outcome.checkpoint)
            #expect(try Evaluation(of: checkpoint, on: shards) == evaluations[2])
        }
    }

    @Test func withoutASentenceObjectiveOnlyMasksCount() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards", objective: .none)
            let outcome = try trainer(configuration(directory) { $0.steps = 2 }, shards).run(
                progress: {
                    #expect($0.sentenceLoss == nil)
                    #expect($0.loss == $0.maskedLoss)
                })
            #expect(outcome.evaluation?.sentenceAccuracy == nil)
        }
    }

    @Test func onlyTheNewestCheckpointsAreKept() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) {
                $0.steps = 5
                $0.checkpoint.every = 1
                $0.checkpoint.keep = 2
            }
            // What a killed run leaves behind.
            let partial = configuration.output + "/step-000003.partial"
            try FileManager.default.createDirectory(
                atPath: partial,
                withIntermediateDirectories: true
            )
            _ = try trainer(configuration, shards).run()
            let steps = try FileManager.default.contentsOfDirectory(atPath: configuration.output)
                .filter { $0.hasPrefix("step-") }.sorted()
            #expect(steps == ["step-000004", "step-000005"])
        }
    }

    @Test func aRunIsNotOverwritten() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) { $0.steps = 1 }
            _ = try trainer(configuration, shards).run()
            #expect(throws: TrainingError.self) { try trainer(configuration, shards) }
        }
    }

    @Test func aCheckpointOfAnotherModelIsRefused() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) { $0.steps = 1 }
            _ = try trainer(configuration, shards).run()
            let error = #expect(throws: TrainingError.self) {
                try trainer(configuration, shards, model: model(hiddenSize: 64), resume: true)
            }
            #expect(error?.code == .checkpoint)
            #expect("\(try #require(error))".contains("2 layers of 32"))
        }
    }

    @Test func aCheckpointOfAnotherVocabularyIsRefused() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) { $0.steps = 1 }
            let checkpoint = try trainer(configuration, shards).run().checkpoint
            let others = try TinyShards.make(
                in: directory + "/others",
                vocabulary: TinyShards.vocabulary(extra: ["a"])
            )
            let error = #expect(throws: TrainingError.self) {
                try Evaluation(of: Checkpoint(contentsOf: checkpoint), on: others)
            }
            #expect(error?.code == .checkpoint)
        }
    }

    @Test(arguments: ["model.safetensors", "optimizer.safetensors", "vocab.txt"])
    func aFlippedByteInACheckpointIsNoticed(file: String) throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) { $0.steps = 1 }
            let checkpoint = try trainer(configuration, shards).run().checkpoint
            var damaged = try bytes(checkpoint, file)
            damaged[damaged.count - 2] ^= 1
            try damaged.write(to: URL(fileURLWithPath: checkpoint + "/" + file))
            let error = #expect(throws: TrainingError.self) {
                _ = try Checkpoint(contentsOf: checkpoint).vocabulary()
                _ = try trainer(configuration, shards, resume: true)
            }
            #expect(error?.code == .checkpoint)
            #expect(error?.location == checkpoint + "/" + file)
        }
    }

    @Test func aDirectoryThatCannotBeWrittenIsNamed() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) {
                $0.output = directory + "/shards/00000.sqlite/run"
            }
            let error = #expect(throws: TrainingError.self) {
                try trainer(configuration, shards).run()
            }
            #expect(error?.code == .inputOutput)
            #expect(error?.location == configuration.output)
        }
    }

    @Test func divergenceStopsTheRun() throws {
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards")
            let configuration = configuration(directory) {
                $0.steps = 50
                $0.schedule.warmupSteps = 0
                $0.optimizer.rate = 1e30
            }
            let error = #expect(throws: TrainingError.self) {
                try trainer(configuration, shards).run()
            }
            #expect(error?.code == .divergence)
        }
    }

    @Test(arguments: [
        #"{"steps": 0}"#, #"{"batchSize": 4, "microBatchSize": 5}"#,
        #"{"schedule": {"warmupSteps": 300}}"#, #"{"evaluation": {"fraction": 1}}"#,
        #"{"checkpoint": {"keep": 0}}"#, #"{"precision": "fp16"}"#,
    ])
    func configurationsOutOfRangeAreRefused(json: String) throws {
        let configuration = try JSONDecoder().decode(
            TrainingConfiguration.self,
            from: Data(json.utf8)
        )
        try withTemporaryDirectory { directory in
            let shards = try TinyShards.make(in: directory + "/shards", documents: 2)
            let error = #expect(throws: TrainingError.self) {
                try trainer(configuration, shards)
            }
            #expect(error?.code == .configuration)
        }
    }
}
