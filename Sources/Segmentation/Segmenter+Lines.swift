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
        forEachWindow(of: text, mode: mode, readsLines: true, scratch: &scratch) { window, words in
            let isMarked = mode == .accurate && writer.canStore(window)
            let words = mode == .accurate && !isMarked ? window.words : words
            output.append(addingCapacity: writer.room(for: words, of: window)) { space in
                space.withUnsafeMutableBufferPointer { buffer, count in
                    let buffer = UnsafeMutableRawBufferPointer(buffer)
                    count =
                        isMarked
                        ? writer.store(window, to: buffer)
                        : writer.write(words, of: window, to: buffer)
                }
            }
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

    /// Whether ``store(_:to:)`` can write a window: it writes the delimiter by eight bytes and reads
    /// a chunk wherever a word begins.
    func canStore(_ window: CharacterWindow) -> Bool {
        delimiter.count <= 8 && window.bytes.upperBound + Chunk.scalarCount <= text.count
    }

    /// Writes the words marked in `window` to `buffer`, which has room; the number of bytes.
    ///
    /// A delimiter follows every word, so that a word need not know of the one before; a line end
    /// takes it back.
    mutating func store(_ window: CharacterWindow, to buffer: UnsafeMutableRawBufferPointer) -> Int
    {
        guard let start = buffer.baseAddress, let text = text.baseAddress else { return 0 }
        let source = text + window.bytes.lowerBound
        let (head, width, offsets) = (head.littleEndian, delimiter.count, window.offsets)
        var (target, begin) = (start, 0)
        if !isFirstOfLine {
            target.storeBytes(of: head, as: UInt64.self)
            target += width
        }
        for word in 0..<window.bitWords {
            var ends = window.ends[word]
            while ends != 0 {
                let end = Int(offsets[word &<< 6 &+ ends.trailingZeroBitCount &+ 1])
                ends &= ends &- 1
                let first = source + begin
                let length = end &- begin
                if _slowPath(first.load(as: UInt8.self) == Self.newline) {
                    let isEmpty =
                        begin == 0
                        ? isFirstOfLine : (first - 1).load(as: UInt8.self) == Self.newline
                    if !isEmpty { target -= width }
                    target.storeBytes(of: Self.newline, as: UInt8.self)
                    target += 1
                } else {
                    if _fastPath(length <= Chunk.scalarCount) {
                        target.storeBytes(of: first.loadUnaligned(as: Chunk.self), as: Chunk.self)
                    } else {
                        target.copyMemory(from: first, byteCount: length)
                    }
                    target += length
                    target.storeBytes(of: head, as: UInt64.self)
                    target += width
                }
                begin = end
            }
        }
        isFirstOfLine = (source + begin - 1).load(as: UInt8.self) == Self.newline
        return target - start - (isFirstOfLine ? 0 : width)
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
