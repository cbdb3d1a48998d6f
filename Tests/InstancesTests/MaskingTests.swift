import Instances
import Testing
import Tokenization

@Suite struct MaskingTests {
    /// 10,000 instances and more: enough to see BERT's bias against long words.
    static let instances: [TrainingInstance] = {
        do {
            let builder = try InstanceBuilder.forSyntheticText { $0.passes = 6 }
            return builder.instances(of: SyntheticText.documents(400)).flatMap(\.instances)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static func isSelected(_ state: TokenState) -> Bool {
        state == .mask || state == .random || state == .keep
    }

    @Test func wordsOfEveryLengthAreMaskedAsOftenAsAsked() {
        #expect(MaskingTests.instances.count >= 10_000)
        var seen: [Int: (words: Int, masked: Int)] = [:]
        for instance in MaskingTests.instances {
            for word in instance.wordPositions {
                let pieces = instance.original[word]
                if pieces.contains(SyntheticText.vocabulary.unknownID) { continue }
                let masked = MaskingTests.isSelected(instance.states[word.lowerBound]) ? 1 : 0
                seen[word.count, default: (0, 0)].words += 1
                seen[word.count, default: (0, 0)].masked += masked
            }
        }
        #expect(Set(seen.keys) == [1, 2, 3, 4, 5])
        for (length, count) in seen {
            let share = Double(count.masked) / Double(count.words)
            let error = (0.15 * 0.85 / Double(count.words)).squareRoot()
            #expect(abs(share - 0.15) < 4 * error, "\(length): \(share) of \(count.words)")
        }
    }

    @Test func theShareOfMaskedTokensIsTheOneAskedFor() {
        var (maskable, masked) = (0, 0)
        for instance in MaskingTests.instances {
            for word in instance.wordPositions
            where !instance.original[word].contains(SyntheticText.vocabulary.unknownID) {
                maskable += word.count
                masked += instance.states[word].count(where: MaskingTests.isSelected)
            }
        }
        #expect(abs(Double(masked) / Double(maskable) - 0.15) < 0.001)
    }

    @Test func anInstancesBudgetIsMissedByNoMoreThanTheEnds() {
        for instance in MaskingTests.instances {
            let words = instance.wordPositions.filter {
                !instance.original[$0].contains(SyntheticText.vocabulary.unknownID)
            }
            let budget = 0.15 * Double(words.reduce(0) { $0 + $1.count })
            let masked = instance.states.count(where: MaskingTests.isSelected)
            #expect(abs(Double(masked) - budget) < 10)
        }
    }

    @Test func wordsAreMaskedWholeOrNotAtAll() {
        let split = MaskingTests.instances.filter { instance in
            instance.wordPositions.contains { word in
                Set(instance.states[word].map(MaskingTests.isSelected)).count > 1
            }
        }
        #expect(split.isEmpty)
    }

    @Test func specialAndUnknownTokensAreNeverMasked() {
        let vocabulary = SyntheticText.vocabulary
        let special = [vocabulary.classificationID, vocabulary.separatorID]
        for instance in MaskingTests.instances {
            for (position, id) in instance.original.enumerated() {
                #expect((instance.states[position] == .special) == special.contains(id))
                #expect((instance.words[position] < 0) == special.contains(id))
                if id == vocabulary.unknownID { #expect(instance.states[position] == .plain) }
            }
        }
    }

    @Test func selectedTokensAreReplacedEightyTenTen() {
        var counts: [TokenState: Int] = [:]
        let vocabulary = SyntheticText.vocabulary
        for instance in MaskingTests.instances {
            for (position, state) in instance.states.enumerated() {
                counts[state, default: 0] += 1
                let (input, original) = (instance.input[position], instance.original[position])
                switch state {
                case .mask: #expect(input == vocabulary.maskID)
                case .random:
                    let isWhole = (7..<SyntheticText.firstContinuation).contains(input)
                    #expect(isWhole, "\(vocabulary.piece(input)) is no whole character")
                case .keep, .plain, .special: #expect(input == original)
                }
            }
        }
        let (mask, random, keep) = (counts[.mask] ?? 0, counts[.random] ?? 0, counts[.keep] ?? 0)
        let selected = Double(mask + random + keep)
        #expect(abs(Double(mask) / selected - 0.8) < 0.005)
        #expect(abs(Double(random) / selected - 0.1) < 0.005)
    }

    @Test func ngramsNeverCrossAMarkASentenceOrASeparator() throws {
        let builder = try InstanceBuilder.forSyntheticText {
            $0.passes = 2
            $0.masking.maximumNgram = 3
            $0.masking.probability = 0.05
            $0.masking.replace.mask = 1
            $0.masking.replace.random = 0
            $0.masking.replace.keep = 0
        }
        let instances = builder.instances(of: SyntheticText.documents(200)).flatMap(\.instances)
        var (words, masked, neighbours, across) = (0, 0, 0, 0)
        for instance in instances {
            let all = instance.wordPositions
            words += all.count
            masked += all.filter { instance.states[$0.lowerBound] == .mask }.count
            for (left, right) in zip(all, all.dropFirst())
            where instance.states[left.lowerBound] == .mask
                && instance.states[right.lowerBound] == .mask
            {
                // Every sentence of the synthetic text ends with a mark.
                let isAtMark = [left, right].contains {
                    (7..<11).contains(instance.original[$0.lowerBound])
                }
                if isAtMark || left.upperBound != right.lowerBound {
                    across += 1
                } else {
                    neighbours += 1
                }
            }
        }
        let share = Double(masked) / Double(words)
        #expect(abs(share - 0.05) < 0.003)
        // Neighbours across a mark are masked together only by chance.
        #expect(Double(neighbours) / Double(masked) > 0.2)
        #expect(Double(across) / Double(masked) < 0.03)
    }

    @Test func piecesCanBeMaskedAlone() throws {
        let builder = try InstanceBuilder.forSyntheticText { $0.masking.unit = .piece }
        let instances = builder.instances(of: SyntheticText.documents(20)).flatMap(\.instances)
        let split = instances.flatMap { instance in
            instance.wordPositions.filter { word in
                Set(instance.states[word].map(MaskingTests.isSelected)).count > 1
            }
        }
        #expect(!split.isEmpty)
    }
}
