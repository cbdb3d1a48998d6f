// Documents with words of one to five characters, marks and unknown characters, for statistics.

import Instances
import Tokenization

enum SyntheticText {
    static let marks = ["。", "！", "，", "…"]

    static let vocabulary: Vocabulary = {
        let characters = (0..<1000).compactMap { Unicode.Scalar(0x4E00 + $0).map(String.init) }
        let pieces =
            ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<S>"] + marks
            + characters + characters.map { "##" + $0 }
        do {
            return try Vocabulary(pieces: pieces)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    static let firstCharacter: Int32 = 11
    static let firstContinuation: Int32 = 1011

    /// A document of sentences of `words` words each, with marks among them and at the end.
    static func document(
        key: UInt64,
        sentences: Range<Int> = 6..<20,
        words: Range<Int> = 4..<20
    ) -> TokenizedDocument {
        var random = CounterRandom(seed: 99, document: key, pass: 0, purpose: .pairing)
        func number(in range: Range<Int>) -> Int {
            range.lowerBound + random.number(below: range.count)
        }
        let count = number(in: sentences)
        let all = (0..<count).map { _ in
            var ids: [Int32] = []
            var numbers: [Int32] = []
            var word: Int32 = 0
            func appendMark() {
                ids.append(7 + Int32(random.number(below: marks.count)))
                numbers.append(word)
                word += 1
            }
            for _ in 0..<number(in: words) {
                let length = 1 + random.number(below: 5)
                let isUnknown = random.number(below: 100) == 0
                for index in 0..<length {
                    let character = firstCharacter + Int32(random.number(below: 1000))
                    ids.append(isUnknown && index == 0 ? vocabulary.unknownID : character)
                    numbers.append(word)
                }
                word += 1
                if random.number(below: 6) == 0 { appendMark() }
            }
            appendMark()
            return TokenizedSentence(ids: ids, words: numbers)
        }
        return TokenizedDocument(key: key, sentences: all)
    }

    static func documents(_ count: Int) -> [TokenizedDocument] {
        (0..<UInt64(count)).map { document(key: $0 &* 0x9E37_79B9_7F4A_7C15) }
    }
}

extension InstanceBuilder {
    /// A builder for synthetic text, with changes to the default configuration.
    static func forSyntheticText(
        seed: UInt64 = 1,
        _ change: (inout Configuration) -> Void = { _ in }
    ) throws -> InstanceBuilder {
        var configuration = Configuration()
        change(&configuration)
        return try InstanceBuilder(
            configuration: configuration,
            vocabulary: SyntheticText.vocabulary,
            seed: seed
        )
    }
}

extension TrainingInstance {
    /// The positions of each word, in order.
    var wordPositions: [Range<Int>] {
        var result: [Range<Int>] = []
        var position = 0
        while position < words.count {
            let start = position
            repeat {
                position += 1
            } while position < words.count
                && words[position] == words[start]
            if words[start] >= 0 { result.append(start..<position) }
        }
        return result
    }
}
