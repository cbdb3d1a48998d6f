// Documents to masked training instances: pairing, then masking, for each pass.

public import Tokenization

/// What became of one document.
public struct DocumentInstances: Sendable, Equatable {
    /// The instances, by pass and then in the order of the document.
    public var instances: [TrainingInstance]
    /// What was used and what was dropped, over all passes.
    public var tally: InstanceTally

    /// Creates the result for one document.
    public init(instances: [TrainingInstance], tally: InstanceTally) {
        self.instances = instances
        self.tally = tally
    }
}

/// Makes masked training instances of tokenized documents: pure and seeded.
///
/// Equal documents, configuration, vocabulary and seed give equal instances. For SOP and single
/// segments an instance depends on its own document alone; for NSP also on the group.
public struct InstanceBuilder: Sendable {
    private let configuration: Configuration
    private let seed: UInt64
    private let pairing: SentencePairing
    private let masking: Masking
    private let classificationID: Int32
    private let separatorID: Int32

    /// Creates a builder.
    ///
    /// - Parameters:
    ///   - configuration: the wishes.
    ///   - vocabulary: the one the documents' ids come from.
    ///   - seed: the root of all randomness.
    /// - Throws: `InstancesError` where a value is out of range or the vocabulary holds nothing to
    ///   replace a token by.
    public init(
        configuration: Configuration,
        vocabulary: Vocabulary,
        seed: UInt64
    ) throws(InstancesError) {
        try configuration.validate()
        self.configuration = configuration
        self.seed = seed
        pairing = SentencePairing(configuration)
        masking = try Masking(configuration.masking, vocabulary: vocabulary)
        classificationID = vocabulary.classificationID
        separatorID = vocabulary.separatorID
    }

    /// Makes the instances of each document of a group, in order.
    ///
    /// - Parameter group: consecutive documents. NSP takes a random partner from another document
    ///   of the group; the other objectives ignore the grouping.
    /// - Returns: one entry per document.
    public func instances(of group: [TokenizedDocument]) -> [DocumentInstances] {
        var layoutTallies: [InstanceTally] = []
        let layouts = group.map { document in
            var tally = InstanceTally()
            defer { layoutTallies.append(tally) }
            return DocumentTokens(
                document,
                capacity: pairing.capacity,
                partLimit: pairing.partLimit,
                tally: &tally
            )
        }
        var scratch = Masking.Scratch()
        return group.indices.map { number in
            var result = DocumentInstances(instances: [], tally: InstanceTally())
            for pass in 0..<configuration.passes {
                result.tally += layoutTallies[number]
                let key = group[number].key
                var pairingRandom = CounterRandom(
                    seed: seed,
                    document: key,
                    pass: pass,
                    purpose: .pairing
                )
                var maskingRandom = CounterRandom(
                    seed: seed,
                    document: key,
                    pass: pass,
                    purpose: .masking
                )
                pairing.forEachPair(
                    ofDocument: number,
                    in: layouts,
                    random: &pairingRandom,
                    tally: &result.tally
                ) { pair in
                    var instance = assemble(pair, of: layouts, pass: pass, scratch: &scratch)
                    masking.mask(&instance, random: &maskingRandom, scratch: &scratch)
                    result.instances.append(instance)
                }
            }
            return result
        }
    }

    /// `[CLS] A [SEP]` or `[CLS] A [SEP] B [SEP]`, unmasked.
    private func assemble(
        _ pair: SentencePairing.Pair,
        of layouts: [DocumentTokens],
        pass: Int,
        scratch: inout Masking.Scratch
    ) -> TrainingInstance {
        let segments = [pair.first, pair.second].compactMap(\.self)
        let length = segments.reduce(1) { $0 + $1.positions.count + 1 }
        var ids: [Int32] = [classificationID]
        var words: [Int32] = [-1]
        ids.reserveCapacity(length)
        words.reserveCapacity(length)
        scratch.startsSentence.removeAll(keepingCapacity: true)
        scratch.startsSentence.append(false)
        var number: Int32 = -1
        for segment in segments {
            let layout = layouts[segment.document]
            var previous: Int32 = -1
            for position in segment.positions {
                ids.append(layout.ids[position])
                let word = layout.words[position]
                if word != previous { number += 1 }
                previous = word
                words.append(number)
                scratch.startsSentence.append(layout.startsSentence[position])
            }
            ids.append(separatorID)
            words.append(-1)
            scratch.startsSentence.append(false)
        }
        let states = words.map { $0 < 0 ? TokenState.special : .plain }
        return TrainingInstance(
            pass: pass,
            label: pair.label,
            original: ids,
            input: ids,
            words: words,
            states: states,
            boundary: min(pair.first.positions.count + 2, length)
        )
    }
}
