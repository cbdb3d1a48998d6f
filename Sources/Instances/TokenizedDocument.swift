// Sentences as ids with word numbers: words and pieces joined by their spans in the text.

public import Tokenization

/// A sentence as WordPiece ids, each with the number of the word it belongs to.
public struct TokenizedSentence: Sendable, Equatable {
    /// The ids of the pieces, in order.
    public var ids: [Int32]
    /// The number of the word each piece belongs to: from 0, rising by 0 or 1.
    public var words: [Int32]
    /// How many word boundaries were given up because a piece lies across them.
    public var mergedWords: Int

    /// Creates a sentence of ids whose words are known.
    ///
    /// - Precondition: `ids` and `words` are equally long.
    public init(ids: [Int32], words: [Int32]) {
        precondition(ids.count == words.count, "every id needs the number of its word")
        self.ids = ids
        self.words = words
        mergedWords = 0
    }

    /// Gives each piece the word whose span holds the piece's first byte.
    ///
    /// A piece that ends behind its word merges that word with those it reaches into. A piece
    /// that begins outside every span is a word of its own. Words without a piece get no number.
    ///
    /// - Parameters:
    ///   - pieces: the pieces of the sentence, in order.
    ///   - spans: the spans of the words in the same text, in order and disjoint.
    public init(pieces: [Piece], words spans: [Range<Int>]) {
        ids = []
        words = []
        mergedWords = 0
        ids.reserveCapacity(pieces.count)
        words.reserveCapacity(pieces.count)
        var number: Int32 = -1
        var span = 0
        // The last span that belongs to the word in progress.
        var last = -1
        for piece in pieces {
            while span < spans.count, spans[span].upperBound <= piece.range.lowerBound { span += 1 }
            let isInside = span < spans.count && spans[span].contains(piece.range.lowerBound)
            if !isInside || span > last { number += 1 }
            if isInside {
                last = max(last, span)
                while last + 1 < spans.count, spans[last + 1].lowerBound < piece.range.upperBound {
                    last += 1
                    mergedWords += 1
                }
            }
            ids.append(piece.id)
            words.append(number)
        }
    }
}

/// A document as tokenized sentences.
public struct TokenizedDocument: Sendable, Equatable {
    /// What the document's randomness is keyed by: its own, and the same in every run.
    public var key: UInt64
    /// The sentences, in order.
    public var sentences: [TokenizedSentence]

    /// Creates a document.
    public init(key: UInt64, sentences: [TokenizedSentence]) {
        self.key = key
        self.sentences = sentences
    }
}
