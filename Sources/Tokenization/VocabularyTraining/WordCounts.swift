// How often each word occurs in a text of any size: what a vocabulary is trained on.

/// The words of a text as a tokenizer would see them, before they are cut into pieces.
///
/// Words are counted by the bytes they are written with, and normalised only when they are asked
/// for: a corpus has few distinct words. Counts of parts of a text may be merged in any order.
public struct WordCounts: Sendable {
    /// The profile that says where words begin and end.
    public let profile: Tokenizer.Profile

    /// Finds words: it knows no piece but the special tokens, so every word is one unknown piece.
    private let tokenizer: Tokenizer
    private var scratch = Tokenizer.Scratch()
    private var index = PieceIndex()
    private var counts: [Int] = []

    /// Creates counts of no text.
    public init(profile: Tokenizer.Profile) {
        self.profile = profile
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
        let tables = TokenizerTables(
            CharacterRules(normalizing: profile),
            vocabulary: .specialTokensOnly,
            maximumWordLength: 0,
            specialTokens: nil
        )
        var counted: [[UInt32]: Int] = [:]
        forEachSpelling { spelling, count in
            withUnsafeTemporaryAllocation(
                of: Tokenization.Word.Letter.self,
                capacity: spelling.count
            ) { letters in
                guard let base = spelling.baseAddress, let letters = letters.baseAddress
                else { return }
                let scanner = Scanner(tables: tables, letters: letters)
                counted[scanner.normalized(base, count: spelling.count), default: 0] += count
            }
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
