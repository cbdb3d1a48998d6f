// Words that are left whole, as `never_split` of transformers' BertTokenizer leaves them.

/// Finds the words between spaces and Han characters that are not to be split.
///
/// A word is left whole if it is listed as it is written, in lower case, or as it is without its
/// accents. Writings that are canonically equivalent are the same.
struct NeverSplit: Sendable {
    private struct Entry: Sendable {
        var word: String
        var letters: [UInt32]
        var id: Int32
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
            let letters = word.unicodeScalars.map(\.value)
            let id = vocabulary.id(of: word) ?? vocabulary.unknownID
            let key = Array(word.utf8).withUnsafeBufferPointer { normalizer.letters(of: $0) }
            entries[key, default: []].append(Entry(word: word, letters: letters, id: id))
        }
    }

    /// The first such word of the range.
    func next(in text: UnsafePointer<UInt8>, _ range: Range<Int>) -> Piece? {
        var position = range.lowerBound
        // The characters of the word so far, without what is removed, and where they are.
        var word: [UInt8] = []
        var extent = 0..<0
        while position < range.upperBound {
            let scalar = decodeUTF8(text, at: position, end: range.upperBound)
            let next = position + scalar.length
            if isBorder(scalar.codePoint) {
                if let id = id(of: word) { return Piece(id: id, range: extent) }
                word.removeAll(keepingCapacity: true)
            } else if scalar.codePoint != DecodedScalar.invalid, !isRemoved(scalar.codePoint) {
                extent = (word.isEmpty ? position : extent.lowerBound)..<next
                word.append(
                    contentsOf: UnsafeBufferPointer(start: text + position, count: scalar.length)
                )
            }
            position = next
        }
        return id(of: word).map { Piece(id: $0, range: extent) }
    }

    /// The id of a word that is not to be split.
    private func id(of word: [UInt8]) -> Int32? {
        guard !word.isEmpty else { return nil }
        let letters = word.withUnsafeBufferPointer { normalizer.letters(of: $0) }
        guard let candidates = entries[letters] else { return nil }
        let written = String(decoding: word, as: UTF8.self).lowercased()
        // Strings are equal if they are canonically equivalent.
        return candidates.first { $0.word == written || $0.letters == letters }?.id
    }

    private func isBorder(_ codePoint: UInt32) -> Bool {
        guard codePoint != DecodedScalar.invalid else { return false }
        return normalizer.tables.lookup.entry(of: codePoint).kind == .space
            || han.contains { $0.contains(codePoint) }
    }

    private func isRemoved(_ codePoint: UInt32) -> Bool {
        removed.contains { $0.contains(codePoint) }
    }
}
