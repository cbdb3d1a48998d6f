// Words with their offsets in bytes and in code points, jieba's `tokenize`.

extension Segmenter {
    /// A word and where it stands.
    public struct Token: Hashable, Sendable {
        /// The bytes of the text.
        public let bytes: Range<Int>
        /// The code points of the text, as jieba counts.
        public let codePoints: Range<Int>
    }

    /// Finds the words of `text` and where they stand, in the order of ``words(in:mode:)``.
    public func tokens(in text: String, mode: Mode) -> [Token] {
        var text = text
        var scratch = Scratch()
        return text.withUTF8 { tokens(in: $0, mode: mode, scratch: &scratch) }
    }

    /// Finds the words of `text` and where they stand.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - mode: what to cut out.
    ///   - scratch: memory that calls reuse.
    /// - Returns: the words in the order of ``words(in:mode:)``.
    public func tokens(
        in text: UnsafeBufferPointer<UInt8>,
        mode: Mode,
        scratch: inout Scratch
    ) -> [Token] {
        var words: [Range<Int>] = []
        self.words(in: text, mode: mode, scratch: &scratch, into: &words)
        var (byte, codePoint) = (0, 0)
        /// Code points before `offset`. Words overlap, so it may lie behind the last one asked.
        func codePoints(before offset: Int) -> Int {
            let passed = text[min(byte, offset)..<max(byte, offset)]
            let count = passed.count { $0 & 0xC0 != 0x80 }
            codePoint += offset < byte ? -count : count
            byte = offset
            return codePoint
        }
        return words.map { bytes in
            let start = codePoints(before: bytes.lowerBound)
            return Token(bytes: bytes, codePoints: start..<codePoints(before: bytes.upperBound))
        }
    }
}
