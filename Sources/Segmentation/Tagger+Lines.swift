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
        forEachWindow(of: text, readsLines: true, scratch: &scratch) { window, words in
            output.append(contentsOf: writer.write(words, of: window))
        }
    }
}

/// Writes tagged words with delimiters between, and line ends.
private struct TagWriter: ~Copyable {
    /// How many bytes are copied at once; few words and tags have more.
    private typealias Chunk = SIMD16<UInt8>

    private let text: UnsafeRawBufferPointer
    private let delimiter: [UInt8]
    /// "/" and the tag, from a multiple of the chunk on.
    private var suffixes: [Chunk] = []
    private var suffixRanges: [(start: Int, count: Int)] = []
    /// The most bytes that a word takes beside its own.
    private let overhead: Int
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)
    private var isFirstOfLine = true

    init(text: UnsafeBufferPointer<UInt8>, delimiter: [UInt8], tags: [String]) {
        self.text = UnsafeRawBufferPointer(text)
        self.delimiter = delimiter
        var longest = 0
        for tag in tags {
            let suffix = Array("/\(tag)".utf8)
            longest = max(longest, suffix.count)
            suffixRanges.append((suffixes.count * Chunk.scalarCount, suffix.count))
            for start in stride(from: 0, to: suffix.count, by: Chunk.scalarCount) {
                var chunk = Chunk()
                for (lane, byte) in suffix[start...].prefix(Chunk.scalarCount).enumerated() {
                    chunk[lane] = byte
                }
                suffixes.append(chunk)
            }
        }
        overhead = delimiter.count + longest
    }

    deinit {
        buffer.deallocate()
    }

    /// The text of `words`; it lasts until the next call.
    mutating func write(
        _ words: UnsafeBufferPointer<TagEmission.Tagged>,
        of window: CharacterWindow
    ) -> UnsafeRawBufferPointer {
        // Copying chunk by chunk overruns what it copies.
        let room = window.bytes.count + words.count * overhead + 2 * Chunk.scalarCount
        if buffer.count < room {
            buffer.deallocate()
            buffer = .allocate(byteCount: 2 * room, alignment: 1)
        }
        var end = 0
        for tagged in words {
            if window.cells[Int(tagged.word.start)].kind == .lineEnd {
                buffer[end] = UInt8(ascii: "\n")
                end += 1
                isFirstOfLine = true
                continue
            }
            if !isFirstOfLine {
                for byte in delimiter {
                    buffer[end] = byte
                    end += 1
                }
            }
            isFirstOfLine = false
            let bytes = window.bytes(of: tagged.word)
            end = copy(text, bytes.lowerBound, bytes.count, to: end)
            let suffix = suffixRanges[Int(tagged.tag)]
            suffixes.withUnsafeBytes { end = copy($0, suffix.start, suffix.count, to: end) }
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<end])
    }

    /// Copies bytes to `end` of the buffer, and more where that is faster; their end.
    @inline(__always)
    private func copy(
        _ bytes: UnsafeRawBufferPointer,
        _ start: Int,
        _ count: Int,
        to end: Int
    ) -> Int {
        var copied = 0
        while copied < count {
            guard start + copied + Chunk.scalarCount <= bytes.count else {
                for offset in copied..<count { buffer[end + offset] = bytes[start + offset] }
                break
            }
            buffer.storeBytes(
                of: bytes.loadUnaligned(fromByteOffset: start + copied, as: Chunk.self),
                toByteOffset: end + copied,
                as: Chunk.self
            )
            copied += Chunk.scalarCount
        }
        return end + count
    }
}
