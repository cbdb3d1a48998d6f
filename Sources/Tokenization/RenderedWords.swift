// Turns ids into text by copying, since dividing takes longer than tokenizing.

/// What is written for each id of a vocabulary, ready to be copied.
struct RenderedWords: Sendable {
    /// The words, each followed by its separator, and room to read a chunk beyond the last.
    private let bytes: [UInt8]
    /// Where each word begins; one more entry than there are words.
    private let bounds: [Int]
    private let longest: Int

    /// Renders each piece by what the body says.
    init(
        _ vocabulary: Vocabulary,
        separator: String,
        _ render: (_ piece: String) -> String
    ) {
        var bytes: [UInt8] = []
        var bounds = [0]
        var longest = 0
        for piece in vocabulary.pieces {
            bytes.append(contentsOf: render(piece).utf8)
            bytes.append(contentsOf: separator.utf8)
            longest = max(longest, bytes.count - (bounds.last ?? 0))
            bounds.append(bytes.count)
        }
        self.bytes = bytes + Array(repeating: 0, count: Self.chunk)
        self.bounds = bounds
        self.longest = longest
    }

    /// Words are copied by as many bytes at once; few are longer.
    private static let chunk = 8

    /// Appends the words of the pieces with separators between them.
    func append(_ pieces: [Piece], to output: inout [UInt8]) {
        guard !pieces.isEmpty else { return }
        let room = pieces.count * longest + Self.chunk
        output.append(addingCapacity: room) { output in
            output.withUnsafeMutableBufferPointer { target, count in
                bytes.withUnsafeBytes { source in
                    bounds.withUnsafeBufferPointer { bounds in
                        guard let source = source.baseAddress, let target = target.baseAddress
                        else { return }
                        var end = UnsafeMutableRawPointer(target) + count
                        for piece in pieces {
                            let start = bounds[Int(piece.id)]
                            let length = bounds[Int(piece.id) + 1] - start
                            var offset = 0
                            repeat {
                                let word = source.loadUnaligned(
                                    fromByteOffset: start + offset,
                                    as: UInt64.self
                                )
                                (end + offset).storeBytes(of: word, as: UInt64.self)
                                offset += Self.chunk
                            } while offset < length
                            end += length
                        }
                        count = end - UnsafeMutableRawPointer(target) - 1
                    }
                }
            }
        }
    }
}
