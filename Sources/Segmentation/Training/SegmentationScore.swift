// Scores a segmentation against gold words: precision, recall, F1 and recall of unknown words.

/// Counts of words that are right, as the SIGHAN bakeoffs score (Sproat and Emerson 2003).
///
/// A word is right when the gold words have one from the same character to the same character.
public struct SegmentationScore: Sendable, Equatable {
    /// How many lines with words were compared.
    public private(set) var sentences = 0
    /// How many words the gold text has.
    public private(set) var goldWords = 0
    /// How many words were found.
    public private(set) var foundWords = 0
    /// How many of the found words are right.
    public private(set) var correctWords = 0
    /// How many of the gold words are out of vocabulary.
    public private(set) var unknownWords = 0
    /// How many of the gold words out of vocabulary were found.
    public private(set) var correctUnknownWords = 0

    /// Has compared nothing yet.
    public init() {}

    /// The share of the found words that are right; NaN where none was found.
    public var precision: Double { Double(correctWords) / Double(foundWords) }
    /// The share of the gold words that were found; NaN where there is none.
    public var recall: Double { Double(correctWords) / Double(goldWords) }
    /// The harmonic mean of precision and recall.
    public var f1: Double { 2 * Double(correctWords) / Double(goldWords + foundWords) }
    /// The share of the gold words out of vocabulary that were found; NaN where there is none.
    public var unknownRecall: Double { Double(correctUnknownWords) / Double(unknownWords) }
    /// The share of the other gold words that were found; NaN where there is none.
    public var knownRecall: Double {
        Double(correctWords - correctUnknownWords) / Double(goldWords - unknownWords)
    }

    /// Compares the words of one sentence.
    ///
    /// - Parameters:
    ///   - gold: the ranges of the gold words, in order and without overlap.
    ///   - found: those of the words found in the same text.
    ///   - isUnknown: whether a gold word is out of vocabulary.
    public mutating func add(
        gold: [Range<Int>],
        found: [Range<Int>],
        isUnknown: (Range<Int>) -> Bool
    ) {
        guard !gold.isEmpty else { return }
        sentences += 1
        goldWords += gold.count
        foundWords += found.count
        var next = 0
        for word in gold {
            while next < found.count, found[next].lowerBound < word.lowerBound { next += 1 }
            let isCorrect = next < found.count && found[next] == word
            let isUnknown = isUnknown(word)
            correctWords += isCorrect ? 1 : 0
            unknownWords += isUnknown ? 1 : 0
            correctUnknownWords += isCorrect && isUnknown ? 1 : 0
        }
    }

    /// Lets a segmenter cut sentences whose words are known, and compares.
    ///
    /// Out of vocabulary is a word with a Han character that the segmenter's dictionary does not
    /// have. Others are not counted: jieba's dictionary has neither punctuation nor numbers.
    ///
    /// - Parameters:
    ///   - gold: UTF-8, whole lines of words with white space between; the segmenter sees the
    ///     words joined.
    ///   - segmenter: cuts in accurate mode.
    ///   - scratch: memory that calls reuse.
    public mutating func add(
        gold: UnsafeBufferPointer<UInt8>,
        segmenter: Segmenter,
        scratch: inout Segmenter.Scratch
    ) {
        var sentence: [UInt8] = []
        var words: [Range<Int>] = []
        var found: [Range<Int>] = []
        SegmentedLines(text: gold).forEach { ranges in
            sentence.removeAll(keepingCapacity: true)
            words.removeAll(keepingCapacity: true)
            found.removeAll(keepingCapacity: true)
            for range in ranges {
                words.append(sentence.count..<(sentence.count + range.count))
                sentence += gold[range]
            }
            sentence.withUnsafeBufferPointer { text in
                segmenter.words(in: text, mode: .accurate, scratch: &scratch, into: &found)
                var points: [UInt32] = []
                add(gold: words, found: found) { range in
                    points.removeAll(keepingCapacity: true)
                    // A malformed word is no word of any dictionary, and unknown if it shows Han.
                    _ = appendCodePoints(of: text[range], to: &points)
                    return points.contains(where: isHan)
                        && segmenter.dictionary.frequency(of: points) ?? 0 == 0
                }
            }
        }
    }
}
