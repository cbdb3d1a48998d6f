// Tags a text line by line into a text of the same lines, its words as `word/tag`.

extension Tagger {
    /// Cuts each line of `text` and appends its words as `word/tag` with `delimiter` between.
    ///
    /// Line ends are kept as in ``Segmenter/segmentLines(of:delimiter:mode:scratch:into:)``.
    public func tagLines(
        of text: UnsafeBufferPointer<UInt8>,
        delimiter: some Sequence<UInt8>,
        scratch: inout Scratch,
        into output: inout [UInt8]
    ) {
        var writer = TagWriter(text: text, delimiter: Array(delimiter), tags: tags.names)
        forEachWindow(of: text, readsLines: true, scratch: &scratch) { window, tagsAtEnds in
            output.append(contentsOf: writer.write(window, tagsAtEnds))
        }
    }
}

/// Writes tagged words with delimiters between, and line ends.
private struct TagWriter: ~Copyable {
    /// How many bytes are copied at once, whether needed or not; few words and tags have more.
    private typealias Chunk = SIMD16<UInt8>

    /// Bytes that are written again and again.
    private struct Piece {
        /// As many of them as a chunk has.
        let head: Chunk
        let start: UnsafeRawPointer
        let count: Int
    }

    private let text: UnsafeRawBufferPointer
    /// The delimiter and then, for each tag, "/", the tag and the delimiter.
    private let pieces: UnsafeMutableBufferPointer<Piece>
    private let pieceBytes: UnsafeMutableRawBufferPointer
    /// The most bytes that a word takes beside its own.
    private let overhead: Int
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)
    private var isFirstOfLine = true

    init(text: UnsafeBufferPointer<UInt8>, delimiter: [UInt8], tags: [String]) {
        self.text = UnsafeRawBufferPointer(text)
        let all = [delimiter] + tags.map { Array("/\($0)".utf8) + delimiter }
        overhead = all.reduce(0) { max($0, $1.count) }
        pieces = .allocate(capacity: all.count)
        pieceBytes = .allocate(
            byteCount: all.reduce(0) { $0 + $1.count } + Chunk.scalarCount,
            alignment: 1
        )
        guard var end = pieceBytes.baseAddress else { return }
        for (number, bytes) in all.enumerated() {
            bytes.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(start: end, count: bytes.count).copyMemory(
                    from: bytes
                )
            }
            let start = UnsafeRawPointer(end)
            let head = start.loadUnaligned(as: Chunk.self)
            let piece = Piece(head: head, start: start, count: bytes.count)
            pieces.initializeElement(at: number, to: piece)
            end += bytes.count
        }
    }

    deinit {
        pieces.deallocate()
        pieceBytes.deallocate()
        buffer.deallocate()
    }

    /// The words of a window with their tags; the text lasts until the next call.
    mutating func write(
        _ window: CharacterWindow,
        _ tagsAtEnds: UnsafePointer<UInt16>
    ) -> UnsafeRawBufferPointer {
        let room = window.bytes.count + (window.count + 1) * overhead + Chunk.scalarCount
        if buffer.count < room {
            buffer.deallocate()
            buffer = .allocate(byteCount: 2 * room, alignment: 1)
        }
        guard let start = buffer.baseAddress, let text = text.baseAddress else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        /// Reading a chunk after it would leave the text.
        let lastChunk = self.text.count - Chunk.scalarCount
        let delimiter = pieces[0]
        var end = start
        /// The delimiter that was written last and belongs only before a further word of the line.
        var gap = 0
        if !isFirstOfLine {
            end = copy(delimiter, to: end)
            gap = delimiter.count
        }
        window.forEachWord { word in
            let bytes = window.bytes(of: word)
            let (wordStart, count) = (bytes.lowerBound, bytes.count)
            let first = text + wordStart
            if first.load(as: UInt8.self) == UInt8(ascii: "\n") {
                end -= gap
                gap = 0
                end.storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
                end += 1
                isFirstOfLine = true
                return
            }
            if count <= Chunk.scalarCount, wordStart <= lastChunk {
                end.storeBytes(of: first.loadUnaligned(as: Chunk.self), as: Chunk.self)
            } else {
                end.copyMemory(from: first, byteCount: count)
            }
            let tag = Int(tagsAtEnds[word.upperBound &- 1])
            end = copy(pieces[tag &+ 1], to: end + count)
            gap = delimiter.count
            isFirstOfLine = false
        }
        return UnsafeRawBufferPointer(start: start, count: end - gap - start)
    }

    /// Copies a piece; where it ends.
    @inline(__always)
    private func copy(_ piece: Piece, to place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer
    {
        place.storeBytes(of: piece.head, as: Chunk.self)
        if piece.count > Chunk.scalarCount {
            place.copyMemory(from: piece.start, byteCount: piece.count)
        }
        return place + piece.count
    }
}
