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
        var writer = LineWriter(text: UnsafeRawBufferPointer(text), delimiter: Array(delimiter))
        var buffer: [UInt8] = []
        forEachWindow(of: text, mode: mode, readsLines: true, scratch: &scratch) { window, words in
            let room = writer.room(for: words, of: window)
            if buffer.count < room { buffer = [UInt8](repeating: 0, count: 2 * room) }
            let count = buffer.withUnsafeMutableBytes {
                mode == .accurate
                    ? writer.write(window, to: $0) : writer.write(words, of: window, to: $0)
            }
            output.append(contentsOf: buffer[..<count])
        }
    }
}

/// Writes words with delimiters between, and line ends.
private struct LineWriter {
    /// How many bytes are copied at once; few words have more.
    private typealias Chunk = SIMD16<UInt8>
    private static let newline = UInt8(ascii: "\n")

    private let text: UnsafeRawBufferPointer
    private let delimiter: [UInt8]
    /// The delimiter's first eight bytes.
    private let head: UInt64
    private var isFirstOfLine = true

    init(text: UnsafeRawBufferPointer, delimiter: [UInt8]) {
        self.text = text
        self.delimiter = delimiter
        head = delimiter.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The bytes that writing can take, and a chunk more.
    func room(for words: [Range<Int>], of window: CharacterWindow) -> Int {
        let bytes = words.reduce(window.bytes.count) { $0 + window.bytes(of: $1).count }
        let delimiters = (window.count + words.count) * delimiter.count
        return bytes + delimiters + Chunk.scalarCount
    }

    /// Writes the words marked in `window` to `buffer`, which has room; the number of bytes.
    mutating func write(_ window: CharacterWindow, to buffer: UnsafeMutableRawBufferPointer) -> Int
    {
        guard let start = buffer.baseAddress, let text = text.baseAddress else { return 0 }
        let source = text + window.bytes.lowerBound
        let lastChunk = self.text.count - window.bytes.lowerBound - Chunk.scalarCount
        let (head, width) = (head.littleEndian, delimiter.count)
        var gap = isFirstOfLine ? 0 : width
        var target = start
        var begin = 0
        window.forEachWord { word in
            let end = Int(window.offsets[word.upperBound])
            let first = source + begin
            begin = end
            if first.load(as: UInt8.self) == Self.newline {
                target.storeBytes(of: Self.newline, as: UInt8.self)
                target += 1
                gap = 0
                return
            }
            if _fastPath(width <= 8) {
                target.storeBytes(of: head, as: UInt64.self)
            } else {
                target.copyMemory(from: delimiter, byteCount: gap)
            }
            target += gap
            gap = width
            let length = source + end - first
            if length <= Chunk.scalarCount, first - source <= lastChunk {
                target.storeBytes(of: first.loadUnaligned(as: Chunk.self), as: Chunk.self)
            } else {
                target.copyMemory(from: first, byteCount: length)
            }
            target += length
        }
        isFirstOfLine = gap == 0
        return target - start
    }

    /// Writes `words` to `buffer`, which has room; the number of bytes.
    mutating func write(
        _ words: [Range<Int>],
        of window: CharacterWindow,
        to buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        var target = start
        for word in words {
            let bytes = window.bytes(of: word)
            let isLineEnd = !bytes.isEmpty && text[bytes.lowerBound] == Self.newline
            if !isLineEnd, !isFirstOfLine {
                for byte in delimiter {
                    target.storeBytes(of: byte, as: UInt8.self)
                    target += 1
                }
            }
            copy(bytes, to: &target)
            isFirstOfLine = isLineEnd
        }
        return target - start
    }

    @inline(__always)
    private func copy(_ bytes: Range<Int>, to target: inout UnsafeMutableRawPointer) {
        guard let source = text.baseAddress.map({ $0 + bytes.lowerBound }) else { return }
        if bytes.count <= Chunk.scalarCount, bytes.lowerBound + Chunk.scalarCount <= text.count {
            target.storeBytes(of: source.loadUnaligned(as: Chunk.self), as: Chunk.self)
        } else {
            target.copyMemory(from: source, byteCount: bytes.count)
        }
        target += bytes.count
    }
}
