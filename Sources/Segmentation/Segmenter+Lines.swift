// Cuts a text line by line into a text of the same lines, its words joined by a delimiter.

extension Segmenter {
    /// Cuts each line of `text` and appends it with `delimiter` between its words.
    ///
    /// "\n" ends a line and is kept; nothing else does. Any two texts cut at a "\n" give the same
    /// output one after the other as in one call, so that threads can share a file.
    ///
    /// - Parameters:
    ///   - text: UTF-8; a byte that is not becomes a word of its own.
    ///   - delimiter: what to write between words.
    ///   - mode: what to cut out.
    ///   - scratch: memory that calls reuse.
    ///   - output: receives, after what it holds, as many lines as `text` has.
    public func segmentLines(
        of text: UnsafeBufferPointer<UInt8>,
        delimiter: some Sequence<UInt8>,
        mode: Mode,
        scratch: inout Scratch,
        into output: inout [UInt8]
    ) {
        let delimiter = Array(delimiter)
        var writer = LineWriter(text: UnsafeRawBufferPointer(text))
        var buffer: [UInt8] = []
        forEachWindow(of: text, mode: mode, readsLines: true, scratch: &scratch) { window, words in
            let room = writer.room(for: words, of: window, delimiter.count)
            if buffer.count < room { buffer = [UInt8](repeating: 0, count: 2 * room) }
            let count = buffer.withUnsafeMutableBytes { buffer in
                delimiter.withUnsafeBytes { writer.write(words, of: window, $0, to: buffer) }
            }
            output.append(contentsOf: buffer[..<count])
        }
    }
}

/// Writes words with delimiters between, and line ends.
private struct LineWriter {
    /// How many bytes are copied at once; few words have more.
    private typealias Chunk = SIMD16<UInt8>

    let text: UnsafeRawBufferPointer
    private var isFirstOfLine = true

    init(text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// The bytes that writing `words` can take, and a chunk more.
    func room(
        for words: UnsafeBufferPointer<Word>,
        of window: CharacterWindow,
        _ delimiter: Int
    ) -> Int {
        let bytes = words.reduce(0) { $0 + window.bytes(of: $1).count }
        return bytes + words.count * delimiter + Chunk.scalarCount
    }

    /// Writes `words` to the start of `buffer`, which has room; the number of bytes.
    mutating func write(
        _ words: UnsafeBufferPointer<Word>,
        of window: CharacterWindow,
        _ delimiter: UnsafeRawBufferPointer,
        to buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        /// Reading a chunk from here on would leave the text.
        let lastChunk = text.count - Chunk.scalarCount
        var count = 0
        for word in words {
            let bytes = window.bytes(of: word)
            if window.cells[Int(word.start)].kind == .lineEnd, !bytes.isEmpty {
                buffer[count] = UInt8(ascii: "\n")
                count += 1
                isFirstOfLine = true
                continue
            }
            if !isFirstOfLine {
                for byte in delimiter {
                    buffer[count] = byte
                    count += 1
                }
            }
            isFirstOfLine = false
            if bytes.count <= Chunk.scalarCount, bytes.lowerBound <= lastChunk {
                buffer.storeBytes(
                    of: text.loadUnaligned(fromByteOffset: bytes.lowerBound, as: Chunk.self),
                    toByteOffset: count,
                    as: Chunk.self
                )
            } else {
                for offset in 0..<bytes.count {
                    buffer[count + offset] = text[bytes.lowerBound + offset]
                }
            }
            count += bytes.count
        }
        return count
    }
}
