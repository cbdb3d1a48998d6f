// Reads text that is already cut: one sentence a line, white space between words, as SIGHAN has it.

/// Words of lines that white space separates.
struct SegmentedLines {
    let text: UnsafeBufferPointer<UInt8>

    /// Calls `body` with the words of each line, as byte ranges of the text.
    ///
    /// White space is ASCII's and U+3000; a byte order mark at the start of a line is none of it
    /// and no word.
    func forEach(_ body: ([Range<Int>]) throws -> Void) rethrows {
        var words: [Range<Int>] = []
        var start = 0
        var position = 0
        func endWord() {
            if start < position { words.append(start..<position) }
        }
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\n") {
                endWord()
                try body(words)
                words.removeAll(keepingCapacity: true)
                position += 1
                start = position
            } else if let length = separator(at: position) {
                endWord()
                position += length
                start = position
            } else {
                position += 1
            }
        }
        endWord()
        if !words.isEmpty { try body(words) }
    }

    /// The bytes of the separator at `position`; nil where there is none.
    private func separator(at position: Int) -> Int? {
        switch text[position] {
        case 0x09...0x0D, 0x20: 1
        case 0xE3 where starts(with: 0x80, 0x80, after: position): 3
        case 0xEF where starts(with: 0xBB, 0xBF, after: position) && isLineStart(position): 3
        default: nil
        }
    }

    private func starts(with second: UInt8, _ third: UInt8, after position: Int) -> Bool {
        position + 2 < text.count && text[position + 1] == second && text[position + 2] == third
    }

    private func isLineStart(_ position: Int) -> Bool {
        position == 0 || text[position - 1] == UInt8(ascii: "\n")
    }
}
