// Readers of line-based dumps: JSON Lines and plain text.

/// Pulls pages from one file.
protocol PageReader {
    /// The decompressed file that the reader reads.
    var source: ByteSource { get }
    /// The next page; nil at the end.
    mutating func next() throws -> Page?
}

/// Reads a JSON object a line; blank lines are passed over.
struct JSONLinesReader: PageReader {
    private var lines: LineReader
    private let name: String
    private let layout: RecordLayout

    var source: ByteSource { lines.source }

    init(source: ByteSource, name: String, layout: RecordLayout) {
        lines = LineReader(source: source)
        self.name = name
        self.layout = layout
    }

    mutating func next() throws -> Page? {
        var line: [UInt8] = []
        while try lines.next(&line) {
            guard !line.allSatisfy(isBlank) else { continue }
            let place = lines.locate(lines.position)
            return Page(
                origin: Origin(
                    source: name,
                    streamOffset: place.streamOffset,
                    byteOffset: place.byteOffset,
                    byteLength: Int64(line.count)
                ),
                line: lines.number,
                content: .json(layout),
                bytes: line
            )
        }
        return nil
    }
}

/// Reads documents separated by blank lines; each line of one is a paragraph.
///
/// A document that grows beyond a limit ends with the line at which it does, so that memory stays
/// bounded for a file without blank lines.
struct TextReader: PageReader {
    /// The length at which a document ends, in bytes.
    static let documentLimit = 1 << 16

    private var lines: LineReader
    private let name: String
    private var line: [UInt8] = []

    var source: ByteSource { lines.source }

    init(source: ByteSource, name: String) {
        lines = LineReader(source: source)
        self.name = name
    }

    mutating func next() throws -> Page? {
        var start: (position: Int64, number: Int)?
        var end: Int64 = 0
        var bytes: [UInt8] = []
        while try lines.next(&line) {
            if line.allSatisfy(isBlank) {
                if start == nil { continue }
                break
            }
            if start == nil {
                start = (lines.position, lines.number)
            } else {
                bytes.append(UInt8(ascii: "\n"))
            }
            bytes.append(contentsOf: line)
            end = lines.position + Int64(line.count)
            if bytes.count >= Self.documentLimit { break }
        }
        guard let start else { return nil }
        let place = lines.locate(start.position)
        return Page(
            origin: Origin(
                source: name,
                streamOffset: place.streamOffset,
                byteOffset: place.byteOffset,
                byteLength: end - start.position
            ),
            line: start.number,
            content: .text,
            bytes: bytes
        )
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
}
