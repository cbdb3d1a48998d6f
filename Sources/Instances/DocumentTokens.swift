// A document laid out as one row of tokens, with sentences that fit a segment.

/// The tokens of a document without gaps, and where its sentences begin.
struct DocumentTokens: Sendable {
    /// The ids of all sentences, one after the other.
    private(set) var ids: [Int32] = []
    /// The number of the word of each token, rising over the whole document.
    private(set) var words: [Int32] = []
    /// For each token, whether a sentence begins with it.
    private(set) var startsSentence: [Bool] = []
    /// Where each sentence begins in `ids`, and at last where the last one ends.
    private(set) var starts: [Int] = [0]

    /// The number of sentences.
    var count: Int { starts.count - 1 }

    /// Lays out the sentences that can be used; the others go into the books.
    ///
    /// - Parameters:
    ///   - document: the document.
    ///   - capacity: the most tokens a sentence may have before it is split.
    ///   - partLimit: the most tokens a part of a split sentence may have, and any word.
    ///   - tally: the books of one pass.
    init(
        _ document: TokenizedDocument,
        capacity: Int,
        partLimit: Int,
        tally: inout InstanceTally
    ) {
        for sentence in document.sentences {
            tally.sentences += 1
            tally.tokens += sentence.ids.count
            if sentence.ids.isEmpty {
                tally.drop(1, tokens: 0, .emptySentence)
            } else if DocumentTokens.longestWord(of: sentence) > partLimit {
                tally.drop(1, tokens: sentence.ids.count, .oversizedWord)
            } else {
                let limit = sentence.ids.count > capacity ? partLimit : capacity
                tally.addedParts += append(sentence, limit: limit)
            }
        }
    }

    /// The number of tokens in a range of sentences.
    func length(of sentences: Range<Int>) -> Int {
        starts[sentences.upperBound] - starts[sentences.lowerBound]
    }

    /// The positions of a range of sentences.
    func positions(of sentences: Range<Int>) -> Range<Int> {
        starts[sentences.lowerBound]..<starts[sentences.upperBound]
    }

    /// The positions that remain when the first word is taken away.
    func withoutFirstWord(_ positions: Range<Int>) -> Range<Int> {
        var start = positions.lowerBound
        repeat { start += 1 } while start < positions.upperBound && words[start] == words[start - 1]
        return start..<positions.upperBound
    }

    /// The positions that remain when the last word is taken away.
    func withoutLastWord(_ positions: Range<Int>) -> Range<Int> {
        var end = positions.upperBound
        repeat { end -= 1 } while end > positions.lowerBound && words[end] == words[end - 1]
        return positions.lowerBound..<end
    }

    /// Appends a sentence in as few parts as fit the limit; returns the number of parts beyond one.
    private mutating func append(_ sentence: TokenizedSentence, limit: Int) -> Int {
        let firstWord = (words.last ?? -1) + 1
        var parts = 0
        var partStart = ids.count
        var wordStart = ids.count
        for (index, id) in sentence.ids.enumerated() {
            if index == 0 || sentence.words[index] != sentence.words[index - 1] {
                wordStart = ids.count
            }
            if ids.count - partStart == limit {
                starts.append(wordStart)
                partStart = wordStart
                parts += 1
            }
            ids.append(id)
            startsSentence.append(index == 0)
            words.append(firstWord + sentence.words[index] - sentence.words[0])
        }
        starts.append(ids.count)
        return parts
    }

    private static func longestWord(of sentence: TokenizedSentence) -> Int {
        var (longest, length) = (0, 0)
        for index in sentence.words.indices {
            let continues = index > 0 && sentence.words[index] == sentence.words[index - 1]
            length = continues ? length + 1 : 1
            longest = max(longest, length)
        }
        return longest
    }
}
