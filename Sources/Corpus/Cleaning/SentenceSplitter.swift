// Chinese sentences: where 。！？…… ； end one and where they do not.

/// Cuts lines into sentences, as byte ranges.
///
/// A sentence takes the closing quotes and brackets after its end mark along. Nothing ends within
/// brackets, nor between a quotation and the verb of speech that follows it (`“走吧！”他喊道。`). Of
/// ASCII marks only those count that cannot belong to a number, an address or an abbreviation. A
/// line end always ends a sentence.
public struct SentenceSplitter: Sendable {
    /// Brackets open for longer than this were never meant to close.
    private static let bracketLimit = 600
    /// The longest attribution after a quotation, in characters.
    private static let attributionLimit = 12
    private static let abbreviations: Set<[UInt8]> = Set(
        ["etc", "Inc", "Ltd", "vol", "Vol", "Prof", "approx", "Mrs", "Corp", "fig", "Fig"].map {
            Array($0.utf8)
        }
    )

    /// Creates a splitter.
    public init() {}

    /// Finds the sentences of a line.
    ///
    /// - Parameters:
    ///   - text: The document's text, valid UTF-8.
    ///   - line: The line's bytes within `text`, without its end mark.
    ///   - sentences: Receives the ranges of the sentences within `text`, trimmed.
    public func sentences(
        in text: UnsafeBufferPointer<UInt8>,
        line: Range<Int>,
        into sentences: inout [Range<Int>]
    ) {
        var scan = Scan(text: text, end: line.upperBound, start: line.lowerBound)
        while let sentence = scan.next() {
            if let trimmed = Self.trim(sentence, of: text) { sentences.append(trimmed) }
        }
    }

    /// Cuts white space off both ends; nil where no letter, digit or Chinese character is left.
    private static func trim(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Range<
        Int
    >? {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, text[lower] <= 0x20 { lower += 1 }
        while upper > lower, text[upper - 1] <= 0x20 { upper -= 1 }
        var index = lower
        while index < upper {
            let length = UTF8Text.length(lead: text[index])
            let scalar = UTF8Text.scalar(of: .init(rebasing: text[index..<index + length]))
            if !UTF8Text.isPunctuation(scalar) { return lower..<upper }
            index += length
        }
        return nil
    }

    /// What follows an end mark and belongs to it.
    private struct Ending {
        /// Where it ends.
        var end: Int
        /// Whether a quotation closed.
        var hasQuote = false
        /// Whether an end mark came last, not something that closes.
        var isMarked = true
    }

    /// The state of a scan over one line.
    private struct Scan {
        let text: UnsafeBufferPointer<UInt8>
        let end: Int
        /// Where the sentence begins.
        var start: Int
        var brackets = 0
        var bracketStart = 0
        var hasOpenASCIIQuote = false

        /// The next sentence, to its end mark or the end of the line.
        mutating func next() -> Range<Int>? {
            guard start < end else { return nil }
            var index = start
            while index < end {
                let lead = text[index]
                // Most of a text: Chinese characters, none of which is a mark.
                if (0xE4...0xE9).contains(lead) {
                    index += 3
                    continue
                }
                let length = UTF8Text.length(lead: lead)
                let mark = scalar(at: index)
                let following = index + length
                track(mark, at: index)
                guard isEndMark(mark, at: index, following: following) else {
                    index = following
                    continue
                }
                let isAside = isWithinAside(index)
                let ending = absorb(from: following)
                let isContinued = isAside && !ending.isMarked && ending.end < end
                if !isContinued, isCut(mark, at: index, ending: ending) {
                    defer { start = ending.end }
                    return start..<ending.end
                }
                index = ending.end
            }
            defer { start = end }
            return start..<end
        }

        private func scalar(at index: Int) -> UInt32 {
            guard index < end else { return 0 }
            let length = UTF8Text.length(lead: text[index])
            return UTF8Text.scalar(of: .init(rebasing: text[index..<index + length]))
        }

        private mutating func track(_ mark: UInt32, at index: Int) {
            switch mark {
            case 0x28, 0x5B, 0xFF08, 0x3010, 0xFF3B, 0x300A, 0x3008, 0x3014:
                if brackets == 0 { bracketStart = index }
                brackets += 1
            case 0x29, 0x5D, 0xFF09, 0x3011, 0xFF3D, 0x300B, 0x3009, 0x3015:
                brackets = max(0, brackets - 1)
            case 0x22:
                hasOpenASCIIQuote.toggle()
            default: break
            }
        }

        private func isEndMark(_ mark: UInt32, at index: Int, following: Int) -> Bool {
            switch mark {
            case 0x3002, 0xFF01, 0xFF1F, 0xFF1B, 0xFF61, 0x203C, 0x2047...0x2049: true
            case 0x2026, 0x22EF: scalar(at: following) == mark
            case 0x21, 0x3F, 0x2E: true
            default: false
            }
        }

        /// Whether a bracket is open that the sentence did not begin with.
        private func isWithinAside(_ index: Int) -> Bool {
            isWithinBrackets(index) && bracketStart > start
                && text[start..<bracketStart].contains { $0 > 0x20 }
        }

        private func isWithinBrackets(_ index: Int) -> Bool {
            brackets > 0 && index - bracketStart < SentenceSplitter.bracketLimit
        }

        /// Takes in further end marks, and what closes.
        private mutating func absorb(from index: Int) -> Ending {
            var ending = Ending(end: index)
            while ending.end < end {
                switch scalar(at: ending.end) {
                case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0x203C, 0x2047...0x2049, 0x2026, 0x22EF,
                    0x21, 0x3F, 0x2E:
                    ending.isMarked = true
                case 0x201D, 0x2019, 0x300D, 0x300F:
                    ending.hasQuote = true
                    ending.isMarked = false
                case 0x22 where hasOpenASCIIQuote:
                    hasOpenASCIIQuote = false
                    ending.hasQuote = true
                    ending.isMarked = false
                case 0x29, 0x5D, 0xFF09, 0x3011, 0xFF3D, 0x300B, 0x3009, 0x3015:
                    brackets = max(0, brackets - 1)
                    ending.isMarked = false
                default: return ending
                }
                ending.end += UTF8Text.length(lead: text[ending.end])
            }
            return ending
        }

        private func isCut(_ mark: UInt32, at index: Int, ending: Ending) -> Bool {
            if ending.end >= end { return true }
            if isWithinBrackets(index) { return false }
            switch scalar(at: ending.end) {
            case 0xFF0C, 0x3001, 0x2C, 0xFF1A, 0xFF1B: return false
            default: break
            }
            if mark < 0x80, !isASCIICut(mark, at: index, after: ending.end) { return false }
            return !(ending.hasQuote && isAttribution(from: ending.end))
        }

        private func isASCIICut(_ mark: UInt32, at index: Int, after: Int) -> Bool {
            let isSpaced = text[after] == 0x20
            let followsChinese = index > start && text[index - 1] >= 0x80
            if mark != 0x2E { return isSpaced || (followsChinese && text[after] >= 0x80) }
            guard isSpaced else { return false }
            if followsChinese { return true }
            let next = after + 1 < end ? text[after + 1] : 0
            guard (0x41...0x5A).contains(next) || next >= 0x80 else { return false }
            var wordStart = index
            while wordStart > start, isLetter(text[wordStart - 1]) { wordStart -= 1 }
            let word = Array(text[wordStart..<index])
            return word.count >= 3 && !SentenceSplitter.abbreviations.contains(word)
        }

        private func isLetter(_ byte: UInt8) -> Bool {
            (0x41...0x5A).contains(byte & 0xDF)
        }

        /// Whether what follows a quotation says who spoke: a few characters up to 说, 道 and so on.
        private func isAttribution(from index: Int) -> Bool {
            var index = index
            var last: UInt32 = 0
            for _ in 0..<SentenceSplitter.attributionLimit {
                let mark = scalar(at: index)
                if mark == 0 || UTF8Text.isPunctuation(mark) { break }
                last = mark
                index += UTF8Text.length(lead: text[index])
            }
            switch last {
            // 说 說 道 问 問 喊
            case 0x8BF4, 0x8AAA, 0x9053, 0x95EE, 0x554F, 0x558A:
                return index >= end || UTF8Text.isPunctuation(scalar(at: index))
            default: return false
            }
        }
    }
}
