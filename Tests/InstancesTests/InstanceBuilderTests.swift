import Foundation
import Instances
import Testing
import Tokenization

@Suite struct InstanceBuilderTests {
    @Test(arguments: InstanceBuilder.Objective.allCases)
    func sameSeedSameInstances(objective: InstanceBuilder.Objective) throws {
        let documents = SyntheticText.documents(10)
        func make(seed: UInt64) throws -> [DocumentInstances] {
            try InstanceBuilder.forSyntheticText(seed: seed) { $0.objective = objective }
                .instances(of: documents)
        }
        #expect(try make(seed: 1) == make(seed: 1))
        #expect(try make(seed: 1) != make(seed: 2))
    }

    @Test(arguments: [InstanceBuilder.Objective.sop, .none])
    func groupingDoesNotMatter(objective: InstanceBuilder.Objective) throws {
        let documents = SyntheticText.documents(10)
        let builder = try InstanceBuilder.forSyntheticText { $0.objective = objective }
        let together = builder.instances(of: documents)
        let alone = documents.reversed().flatMap { builder.instances(of: [$0]) }
        #expect(together == alone.reversed())
    }

    @Test func passesDiffer() throws {
        let builder = try InstanceBuilder.forSyntheticText { $0.passes = 3 }
        let instances = builder.instances(of: SyntheticText.documents(1))[0].instances
        let byPass = Dictionary(grouping: instances, by: \.pass)
        #expect(Set(byPass.keys) == [0, 1, 2])
        #expect(byPass[0]?.map(\.input) != byPass[1]?.map(\.input))
    }

    @Test func labelsAreTheIdsOfTheText() throws {
        let documents = SyntheticText.documents(10)
        let builder = try InstanceBuilder.forSyntheticText { $0.objective = .none }
        for (document, result) in zip(documents, builder.instances(of: documents)) {
            let text = document.sentences.flatMap(\.ids)
            for pass in 0..<5 {
                let read = result.instances.filter { $0.pass == pass }.flatMap {
                    $0.original.dropFirst().dropLast()
                }
                #expect(read == text)
            }
        }
    }

    @Test func emptyInputGivesNothing() throws {
        let builder = try InstanceBuilder.forSyntheticText()
        #expect(builder.instances(of: []).isEmpty)
        let empty = builder.instances(of: [TokenizedDocument(key: 1, sentences: [])])
        #expect(empty == [DocumentInstances(instances: [], tally: InstanceTally())])
    }

    @Test(arguments: [
        #"{"maximumLength": 4}"#, #"{"passes": 0}"#, #"{"shortSequenceProbability": 1.5}"#,
        #"{"masking": {"probability": -0.1}}"#, #"{"masking": {"maximumNgram": 0}}"#,
        #"{"masking": {"replace": {"mask": 0.9}}}"#,
    ])
    func configurationsOutOfRangeAreRefused(json: String) throws {
        let configuration = try JSONDecoder().decode(
            InstanceBuilder.Configuration.self,
            from: Data(json.utf8)
        )
        #expect(throws: InstancesError.self) {
            try InstanceBuilder(
                configuration: configuration,
                vocabulary: SyntheticText.vocabulary,
                seed: 1
            )
        }
    }

    @Test func configurationsMayBePartial() throws {
        let json = #"{"objective": "nsp", "masking": {"maximumNgram": 3}}"#
        let configuration = try JSONDecoder().decode(
            InstanceBuilder.Configuration.self,
            from: Data(json.utf8)
        )
        #expect(configuration.objective == .nsp)
        #expect(configuration.masking.maximumNgram == 3)
        #expect(configuration.masking.probability == 0.15)
        #expect(configuration.maximumLength == 128)
    }

    @Test func aVocabularyOfSpecialTokensOffersNoReplacements() throws {
        let vocabulary = try Vocabulary(pieces: [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "##一",
        ])
        #expect(throws: InstancesError.self) {
            try InstanceBuilder(
                configuration: InstanceBuilder.Configuration(),
                vocabulary: vocabulary,
                seed: 1
            )
        }
    }
}
