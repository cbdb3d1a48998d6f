// How often each word occurs in a text of any size: what a vocabulary is trained on.

/// The words of a text as a tokenizer would see them, before they are cut into pieces.
///
/// Words are counted by the bytes they are written with, and normalised only when they are asked
/// for: a corpus has few distinct words. Counts of parts of a text may be merged in any order.
///
/// Where a text has more different words than memory is granted for, the rarest are forgotten as
/// often as need be (lossy counting, Manku & Motwani 2002): those whose count is smallest, until at
/// most half of the memory is taken. Counts are then lower bounds, off by at most
/// `largestUndercount`, and depend on where the text was cut into parts and on their order.
public struct WordCounts: Sendable {
    /// The profile that says where words begin and end.
    public let profile: Tokenizer.Profile
    /// The memory that words may take, in bytes.
    public let memoryLimit: Int
    /// How many words, repetitions included, have been forgotten.
    public private(set) var uncountedWords = 0
    /// By how much a count may be too low; 0 as long as no word has been forgotten.
    public private(set) var largestUndercount = 0

    /// Finds words: it knows no piece but the special tokens, so every word is one unknown piece.
    private let tokenizer: Tokenizer
    private var scratch = Tokenizer.Scratch()
    private var index = PieceIndex()
    private var counts: [Int] = []

    /// Creates counts of no text.
    ///
    /// - Parameters:
    ///   - profile: The profile that says where words begin and end.
    ///   - memoryLimit: The memory that words may take, in bytes; by default some four million words.
    public init(profile: Tokenizer.Profile, memoryLimit: Int = 1 << 27) {
        self.profile = profile
        self.memoryLimit = memoryLimit
        tokenizer = Tokenizer(vocabulary: .specialTokensOnly, profile: profile)
    }

    /// The number of different spellings of words.
    public var spellingCount: Int { counts.count }

    /// Adds the words of a text, which must not end within one.
    public mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        var pieces: [Piece] = []
        swap(&pieces, &scratch.pieces)
        for line in text.lines {
            pieces.removeAll(keepingCapacity: true)
            tokenizer.pieces(of: line, scratch: &scratch, into: &pieces)
            for piece in pieces {
                add(UnsafeBufferPointer(rebasing: line[piece.range]), count: 1)
            }
        }
        swap(&pieces, &scratch.pieces)
        forgetRareWords()
    }

    /// Adds the words of a text.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    /// Adds counts of another part of the text, made with the same profile.
    public mutating func merge(_ other: WordCounts) {
        precondition(profile == other.profile, "counts of different profiles")
        other.index.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<Int32(other.counts.count) {
                let word = UnsafeBufferPointer(rebasing: bytes[other.index.range(of: id)])
                add(word, count: other.counts[Int(id)])
            }
        }
        uncountedWords += other.uncountedWords
        largestUndercount += other.largestUndercount
        forgetRareWords()
    }

    /// The memory that words of so many bytes take.
    ///
    /// Beside its bytes a word has a place and a count, 8 bytes each, and two slots of 4.
    private static func memory(words: Int, bytes: Int) -> Int { bytes + 24 * words }

    /// Forgets the words with the smallest counts if all take more memory than granted.
    private mutating func forgetRareWords() {
        guard Self.memory(words: counts.count, bytes: index.bytes.count) > memoryLimit else {
            return
        }
        var memoryOfCount: [Int: Int] = [:]
        for id in 0..<Int32(counts.count) {
            memoryOfCount[counts[Int(id)], default: 0] +=
                Self.memory(words: 1, bytes: index.range(of: id).count)
        }
        var kept = memoryOfCount.values.reduce(0, +)
        var threshold = 0
        for (count, memory) in memoryOfCount.sorted(by: { $0.key < $1.key })
        where kept > memoryLimit / 2 {
            kept -= memory
            threshold = count
        }
        let (words, wordCounts) = (index, counts)
        (index, counts) = (PieceIndex(), [])
        words.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<Int32(wordCounts.count) {
                let count = wordCounts[Int(id)]
                if count > threshold {
                    add(UnsafeBufferPointer(rebasing: bytes[words.range(of: id)]), count: count)
                } else {
                    uncountedWords += count
                }
            }
        }
        largestUndercount += threshold
    }

    private mutating func add(_ word: UnsafeBufferPointer<UInt8>, count: Int) {
        let (isInserted, id) = index.insert(word)
        if isInserted { counts.append(0) }
        counts[Int(id)] += count
    }

    /// A word as the profile normalises it.
    struct Word {
        /// The code points.
        var letters: [UInt32]
        var count: Int
    }

    /// The different words, normalised, in the order of their code points.
    func words() -> [Word] {
        let normalizer = WordNormalizer(profile)
        var counted: [[UInt32]: Int] = [:]
        forEachSpelling { spelling, count in
            counted[normalizer.letters(of: spelling), default: 0] += count
        }
        return counted.map { Word(letters: $0.key, count: $0.value) }
            .sorted { $0.letters.lexicographicallyPrecedes($1.letters) }
    }

    /// Calls the body with each spelling and how often it occurs.
    func forEachSpelling(_ body: (_ spelling: UnsafeBufferPointer<UInt8>, _ count: Int) -> Void) {
        index.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<Int32(counts.count) {
                body(UnsafeBufferPointer(rebasing: bytes[index.range(of: id)]), counts[Int(id)])
            }
        }
    }
}
