// Byte-pair merging: keeps count of adjacent pairs while they are merged, most frequent first.

/// Words as sequences of symbols, and a queue of their adjacent pairs.
///
/// The bookkeeping follows Hugging Face's trainer to the letter, its queue included: a pair may be
/// in it more than once, each time with the words in which it arose at one step, and only those
/// are rewritten when that entry's turn comes.
struct PairMerging {
    /// Two adjacent symbols as one number, ordered by the first, then the second.
    private typealias Pair = UInt64

    private struct Candidate {
        var count: Int
        var pair: Pair
        /// The words to rewrite.
        var words: [Int32]

        /// Whether the other candidate is merged first.
        static func < (left: Candidate, right: Candidate) -> Bool {
            left.count != right.count ? left.count < right.count : left.pair > right.pair
        }
    }

    private var symbols: [[Int32]] = []
    private var wordCounts: [Int] = []
    private var pairCounts: [Pair: Int] = [:]
    /// The words in which pairs have arisen that are not yet in the queue.
    private var arisen: [Pair: [Int32]] = [:]
    /// A binary heap.
    private var queue: [Candidate] = []

    /// Adds a word that occurs the given number of times.
    mutating func add(_ word: [Int32], count: Int) {
        let index = Int32(symbols.count)
        for (first, second) in zip(word, word.dropFirst()) {
            change(Self.pair(first, second), by: count)
            note(Self.pair(first, second), in: index)
        }
        symbols.append(word)
        wordCounts.append(count)
    }

    /// Puts the pairs of the words added into the queue.
    mutating func start() {
        for (pair, words) in arisen {
            let count = pairCounts[pair] ?? 0
            if count > 0 { push(Candidate(count: count, pair: pair, words: words)) }
        }
        arisen.removeAll(keepingCapacity: true)
    }

    /// The pair that occurs most often, unless it occurs too rarely.
    mutating func nextPair(minimumCount: Int) -> (first: Int32, second: Int32)? {
        while let top = queue.first {
            let count = pairCounts[top.pair] ?? 0
            guard count == top.count else {
                queue[0].count = count
                siftDown()
                continue
            }
            guard count >= max(minimumCount, 1) else { return nil }
            return (Int32(top.pair >> 32), Int32(truncatingIfNeeded: top.pair))
        }
        return nil
    }

    /// Replaces the pair that was asked for last by a symbol.
    mutating func merge(into symbol: Int32) {
        let top = pop()
        let (first, second) = (Int32(top.pair >> 32), Int32(truncatingIfNeeded: top.pair))
        for word in top.words {
            merge(first, second, into: symbol, word: word)
        }
        start()
    }

    private mutating func merge(
        _ first: Int32,
        _ second: Int32,
        into symbol: Int32,
        word index: Int32
    ) {
        var word: [Int32] = []
        swap(&word, &symbols[Int(index)])
        let count = wordCounts[Int(index)]
        // `kept` symbols at the front are rewritten; what follows from `next` on is as it was.
        var kept = 0
        var next = 0
        while next < word.count {
            guard next + 1 < word.count, word[next] == first, word[next + 1] == second else {
                word[kept] = word[next]
                kept += 1
                next += 1
                continue
            }
            if kept > 0 {
                change(Self.pair(word[kept - 1], first), by: -count)
                change(Self.pair(word[kept - 1], symbol), by: count)
                note(Self.pair(word[kept - 1], symbol), in: index)
            }
            if next + 2 < word.count {
                change(Self.pair(second, word[next + 2]), by: -count)
                change(Self.pair(symbol, word[next + 2]), by: count)
                note(Self.pair(symbol, word[next + 2]), in: index)
            }
            word[kept] = symbol
            kept += 1
            next += 2
        }
        word.removeLast(word.count - kept)
        swap(&word, &symbols[Int(index)])
    }

    private static func pair(_ first: Int32, _ second: Int32) -> Pair {
        UInt64(UInt32(first)) << 32 | UInt64(UInt32(second))
    }

    private mutating func change(_ pair: Pair, by count: Int) {
        pairCounts[pair, default: 0] += count
    }

    private mutating func note(_ pair: Pair, in word: Int32) {
        // Words come one after another, so that the last is the only one to be noted twice.
        if arisen[pair]?.last != word { arisen[pair, default: []].append(word) }
    }

    private mutating func push(_ candidate: Candidate) {
        queue.append(candidate)
        var child = queue.count - 1
        while child > 0, queue[(child - 1) / 2] < queue[child] {
            queue.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() -> Candidate {
        queue.swapAt(0, queue.count - 1)
        let top = queue.removeLast()
        siftDown()
        return top
    }

    /// Moves the first candidate to its place.
    private mutating func siftDown() {
        var parent = 0
        while 2 * parent + 1 < queue.count {
            var child = 2 * parent + 1
            if child + 1 < queue.count, queue[child] < queue[child + 1] { child += 1 }
            guard queue[parent] < queue[child] else { return }
            queue.swapAt(parent, child)
            parent = child
        }
    }
}
