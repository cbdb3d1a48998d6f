// Words that are left whole, as `never_split` of transformers' BertTokenizer leaves them.

/// Finds the words that are not to be split.
///
/// First the text between two spaces or Han characters is looked up: composed (NFC) and in lower
/// case, then without its accents. If it is not listed, the words between its punctuation are.
struct NeverSplit: Sendable {
    private struct Entry: Sendable {
        var word: String
        var letters: [UInt32]
        var id: Int32
        /// Whether the word may occur in a composed text.
        var isComposed: Bool
    }

    /// The entries that are the same without accents.
    private var entries: [[UInt32]: [Entry]] = [:]
    private let normalizer = WordNormalizer(.hfSlow)
    /// What is taken out of the text before all else.
    private let removed =
        CodePointRun.ranges(of: CharacterTable.removed)
        + CodePointRun.ranges(of: CharacterTable.removedBySlow)
    private let han = Tokenizer.Profile.hfSlow.isolatedRanges

    init(_ words: [String], _ vocabulary: Vocabulary) {
        for word in words {
            var span = word.utf8Span
            let entry = Entry(
                word: word,
                letters: word.unicodeScalars.map(\.value),
                id: vocabulary.id(of: word) ?? vocabulary.unknownID,
                isComposed: span.checkForNFC(quickCheck: false)
            )
            entries[letters(of: Array(word.utf8)), default: []].append(entry)
        }
    }

    /// A stretch of text without what is removed, and where it is.
    private struct Stretch {
        var bytes: [UInt8] = []
        var range = 0..<0

        mutating func append(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) {
            self.range =
                (bytes.isEmpty ? range.lowerBound : self.range.lowerBound)..<range.upperBound
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: text + range.lowerBound, count: range.count)
            )
        }
    }

    /// All such words of the range, in order.
    func pieces(of text: UnsafePointer<UInt8>, _ range: Range<Int>) -> [Piece] {
        var pieces: [Piece] = []
        var whole = Stretch()
        /// The words of `whole`.
        var words = [Stretch()]
        func finish() {
            let written = String(decoding: whole.bytes, as: UTF8.self).lowercased()
            if let id = id(of: whole, written: written) {
                pieces.append(Piece(id: id, range: whole.range))
            } else {
                for word in words {
                    if let id = id(of: word, written: nil) {
                        pieces.append(Piece(id: id, range: word.range))
                    }
                }
            }
            (whole, words) = (Stretch(), [Stretch()])
        }
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let character = position..<position + scalar.length
            position = character.upperBound
            let kind = normalizer.tables.lookup.entry(of: scalar.codePoint).kind
            if kind == .space || Self.contains(han, scalar.codePoint) {
                finish()
            } else if scalar.codePoint != DecodedScalar.invalid,
                !Self.contains(removed, scalar.codePoint)
            {
                whole.append(text, character)
                if kind == .single {
                    words.append(Stretch())
                } else {
                    words[words.count - 1].append(text, character)
                }
            }
        }
        finish()
        return pieces
    }

    /// The id of a listed word; `written` is how it is listed if not without accents.
    private func id(of stretch: Stretch, written: String?) -> Int32? {
        guard !stretch.bytes.isEmpty else { return nil }
        let letters = letters(of: stretch.bytes)
        // Strings are equal if they are canonically equivalent.
        return entries[letters]?.first { entry in
            entry.letters == letters || (entry.isComposed && entry.word == written)
        }?.id
    }

    private func letters(of word: [UInt8]) -> [UInt32] {
        word.withUnsafeBufferPointer { normalizer.letters(of: $0) }
    }

    private static func contains(_ ranges: [ClosedRange<UInt32>], _ codePoint: UInt32) -> Bool {
        ranges.contains { $0.contains(codePoint) }
    }
}
