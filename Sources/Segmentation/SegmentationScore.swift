// How well words were cut: precision, recall, F1 and the recall of unknown words, as SIGHAN counts.

/// Counts of words that agree with a segmentation made by hand (Sproat and Emerson 2003).
///
/// As in SIGHAN's `score`, a word of the reference is out of vocabulary when a given list of words,
/// here the segmenter's dictionary, does not have it. SIGHAN's lists are the words of a training
/// text, punctuation and numbers among them; a dictionary has neither, so only words that hold a
/// Han character or a letter can be out of vocabulary here.
public struct SegmentationScore: Hashable, Sendable {
    /// Words in the reference.
    public private(set) var expected = 0
    /// Words found.
    public private(set) var found = 0
    /// Words found that begin and end where one of the reference does.
    public private(set) var correct = 0
    /// Words in the reference that hold a letter, and that the dictionary lacks.
    public private(set) var unknown = 0
    /// Of those, the ones found.
    public private(set) var unknownCorrect = 0

    /// Nothing counted yet.
    public init() {}

    /// The share of the words found that are right.
    public var precision: Double { Self.share(correct, of: found) }
    /// The share of the reference's words that were found.
    public var recall: Double { Self.share(correct, of: expected) }
    /// The harmonic mean of both.
    public var f1: Double { Self.share(2 * correct, of: found + expected) }
    /// The share of the reference's unknown words that were found.
    public var unknownRecall: Double { Self.share(unknownCorrect, of: unknown) }

    /// Cuts the text of a reference line and counts the words that agree.
    ///
    /// - Parameters:
    ///   - reference: words with white space between, which is not part of the text.
    ///   - segmenter: what to judge.
    public mutating func add(reference: String, segmenter: Segmenter) {
        let words = reference.unicodeScalars.split { isWhitespace($0.value) }
        var text = String()
        var spans: [Range<Int>] = []
        for word in words {
            let start = text.utf8.count
            text.unicodeScalars.append(contentsOf: word)
            spans.append(start..<text.utf8.count)
        }
        var scratch = Segmenter.Scratch()
        var cut: [Range<Int>] = []
        text.withUTF8 { segmenter.words(in: $0, mode: .accurate, scratch: &scratch, into: &cut) }
        let agreed = Set(cut)
        expected += spans.count
        found += cut.count
        for (span, word) in zip(spans, words) {
            let isCorrect = agreed.contains(span)
            let frequency = segmenter.dictionary.frequency(of: word.map(\.value)) ?? 0
            // Han are letters to Unicode.
            let isUnknown = frequency == 0 && word.contains { $0.properties.isAlphabetic }
            correct += isCorrect ? 1 : 0
            unknown += isUnknown ? 1 : 0
            unknownCorrect += isUnknown && isCorrect ? 1 : 0
        }
    }

    /// Adds the counts of another part of the text.
    public mutating func add(_ other: SegmentationScore) {
        expected += other.expected
        found += other.found
        correct += other.correct
        unknown += other.unknown
        unknownCorrect += other.unknownCorrect
    }

    private static func share(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
