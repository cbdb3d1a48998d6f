// Which sentences form an instance: chunks of whole sentences, cut into ordered or random pairs.

/// Chooses the segments of the instances of a document, as BERT and ALBERT do, strictly.
///
/// A sentence pair is two runs of at least one sentence. In SOP both come from one chunk of the
/// document and change places in half the cases; in NSP the second comes from another document in
/// half the cases. No pair of one objective is ever made with the means of the other.
struct SentencePairing: Sendable {
    /// The tokens of a document that form one segment.
    struct Segment {
        /// The number of the document in the group.
        var document: Int
        /// The positions in that document's row of tokens; never empty.
        var positions: Range<Int>
    }

    /// The segments of one instance.
    struct Pair {
        var first: Segment
        var second: Segment?
        var label: Int?
    }

    let objective: InstanceBuilder.Objective
    let shortSequenceProbability: Double
    /// The tokens an instance holds beside `[CLS]` and its `[SEP]`s.
    let capacity: Int
    /// What an over-long sentence's parts may hold: two of them always fit a pair.
    let partLimit: Int

    init(_ configuration: InstanceBuilder.Configuration) {
        objective = configuration.objective
        shortSequenceProbability = configuration.shortSequenceProbability
        capacity = configuration.maximumLength - (objective == .none ? 2 : 3)
        partLimit = objective == .none ? capacity : capacity / 2
    }

    /// Calls `body` with each instance's segments, in the order of the document.
    ///
    /// - Parameters:
    ///   - number: which document of the group to work on.
    ///   - group: the documents a random partner may come from.
    ///   - random: the document's stream for this pass and for pairing.
    ///   - tally: the books; takes what is used and what is dropped here.
    ///   - body: what to do with each pair.
    func forEachPair(
        ofDocument number: Int,
        in group: [DocumentTokens],
        random: inout CounterRandom,
        tally: inout InstanceTally,
        body: (Pair) -> Void
    ) {
        switch objective {
        case .none: forEachSegment(number, group[number], &random, &tally, body)
        case .sop: forEachOrderedPair(number, group[number], &random, &tally, body)
        case .nsp: forEachNextPair(number, group, &random, &tally, body)
        }
    }

    private func forEachSegment(
        _ number: Int,
        _ document: DocumentTokens,
        _ random: inout CounterRandom,
        _ tally: inout InstanceTally,
        _ body: (Pair) -> Void
    ) {
        var next = 0
        while next < document.count {
            let target = targetLength(&random)
            let chunk = chunk(from: next, minimum: 1, target: target, in: document)
            let positions = document.positions(of: chunk)
            tally.usedSentences += chunk.count
            tally.usedTokens += positions.count
            body(Pair(first: Segment(document: number, positions: positions)))
            next = chunk.upperBound
        }
    }

    private func forEachOrderedPair(
        _ number: Int,
        _ document: DocumentTokens,
        _ random: inout CounterRandom,
        _ tally: inout InstanceTally,
        _ body: (Pair) -> Void
    ) {
        var next = 0
        while document.count - next >= 2 {
            let target = targetLength(&random)
            let chunk = chunk(from: next, minimum: 2, target: target, in: document)
            let middle = chunk.lowerBound + 1 + random.number(below: chunk.count - 1)
            var first = document.positions(of: chunk.lowerBound..<middle)
            var second = document.positions(of: middle..<chunk.upperBound)
            let isSwapped = random.number(below: 2) == 1
            if isSwapped { swap(&first, &second) }
            trim(&first, of: document, &second, of: document, random: &random)
            account(for: chunk, [first, second], of: document, in: &tally)
            body(
                Pair(
                    first: Segment(document: number, positions: first),
                    second: Segment(document: number, positions: second),
                    label: isSwapped ? 1 : 0
                )
            )
            next = chunk.upperBound
        }
        drop(next..<document.count, of: document, .loneSentence, in: &tally)
    }

    private func forEachNextPair(
        _ number: Int,
        _ group: [DocumentTokens],
        _ random: inout CounterRandom,
        _ tally: inout InstanceTally,
        _ body: (Pair) -> Void
    ) {
        let document = group[number]
        let partners = group.indices.filter { $0 != number && group[$0].count > 0 }
        guard !partners.isEmpty else {
            drop(0..<document.count, of: document, .noPartner, in: &tally)
            return
        }
        var next = 0
        while document.count - next >= 2 {
            let target = targetLength(&random)
            let chunk = chunk(from: next, minimum: 2, target: target, in: document)
            let middle = chunk.lowerBound + 1 + random.number(below: chunk.count - 1)
            let isRandom = random.number(below: 2) == 1
            // The sentences that a random partner replaces wait for the next instance.
            let own = isRandom ? chunk.lowerBound..<middle : chunk
            let partner = isRandom ? partners[random.number(below: partners.count)] : number
            var first = document.positions(of: chunk.lowerBound..<middle)
            var second = document.positions(of: middle..<chunk.upperBound)
            if isRandom {
                let room = target - first.count
                second = run(upTo: room, in: group[partner], random: &random)
            }
            trim(&first, of: document, &second, of: group[partner], random: &random)
            account(for: own, isRandom ? [first] : [first, second], of: document, in: &tally)
            body(
                Pair(
                    first: Segment(document: number, positions: first),
                    second: Segment(document: partner, positions: second),
                    label: isRandom ? 1 : 0
                )
            )
            next = own.upperBound
        }
        drop(next..<document.count, of: document, .loneSentence, in: &tally)
    }

    /// How long the next instance should be: mostly as long as possible.
    private func targetLength(_ random: inout CounterRandom) -> Int {
        // The test and the length are separate draws: one draw for both would tie the one to
        // the other.
        let isShort = random.fraction() < shortSequenceProbability
        return isShort ? 2 + random.number(below: capacity - 1) : capacity
    }

    /// As many whole sentences as the target length holds, but at least `minimum`, and never so
    /// that a number below the minimum remains.
    private func chunk(
        from first: Int,
        minimum: Int,
        target: Int,
        in document: DocumentTokens
    ) -> Range<Int> {
        var end = first + minimum
        while end < document.count, document.length(of: first..<end + 1) <= target { end += 1 }
        if document.count - end < minimum, document.count > end {
            end = end - first > minimum ? end - 1 : document.count
        }
        return first..<end
    }

    /// Whole sentences from a random place, at least one, up to a number of tokens.
    private func run(
        upTo length: Int,
        in document: DocumentTokens,
        random: inout CounterRandom
    ) -> Range<Int> {
        let first = random.number(below: document.count)
        var end = first + 1
        while end < document.count, document.length(of: first..<end + 1) <= length { end += 1 }
        return document.positions(of: first..<end)
    }

    /// Takes whole words off the longer segment, at a random end, until the pair fits.
    ///
    /// No word is longer than half the capacity, so neither segment ever becomes empty.
    private func trim(
        _ first: inout Range<Int>,
        of firstDocument: DocumentTokens,
        _ second: inout Range<Int>,
        of secondDocument: DocumentTokens,
        random: inout CounterRandom
    ) {
        while first.count + second.count > capacity {
            let takesFront = random.number(below: 2) == 0
            if first.count > second.count {
                first =
                    takesFront
                    ? firstDocument.withoutFirstWord(first) : firstDocument.withoutLastWord(first)
            } else {
                second =
                    takesFront
                    ? secondDocument.withoutFirstWord(second)
                    : secondDocument.withoutLastWord(second)
            }
        }
    }

    /// Enters what a chunk of sentences gave to an instance, and what was cut off.
    private func account(
        for chunk: Range<Int>,
        _ used: [Range<Int>],
        of document: DocumentTokens,
        in tally: inout InstanceTally
    ) {
        let usedTokens = used.reduce(0) { $0 + $1.count }
        let usedSentences = chunk.count(where: { sentence in
            let positions = document.positions(of: sentence..<sentence + 1)
            return used.contains { $0.overlaps(positions) }
        })
        tally.usedSentences += usedSentences
        tally.usedTokens += usedTokens
        let lost = document.length(of: chunk) - usedTokens
        if lost > 0 { tally.drop(chunk.count - usedSentences, tokens: lost, .truncated) }
    }

    private func drop(
        _ sentences: Range<Int>,
        of document: DocumentTokens,
        _ reason: InstanceDropReason,
        in tally: inout InstanceTally
    ) {
        guard !sentences.isEmpty else { return }
        tally.drop(sentences.count, tokens: document.length(of: sentences), reason)
    }
}
