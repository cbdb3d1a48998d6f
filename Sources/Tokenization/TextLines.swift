// The lines of a text; 0x0A is the only line break, here as in vocabularies.

import Glibc

/// The lines of a buffer, without their line breaks.
struct TextLines: Sequence, IteratorProtocol {
    private let text: UnsafeBufferPointer<UInt8>
    private var start = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        guard start < text.count, let base = text.baseAddress else { return nil }
        let line = UnsafeRawPointer(base + start)
        let rest = text.count - start
        let length = memchr(line, 0x0A, rest).map { UnsafeRawPointer($0) - line } ?? rest
        defer { start += length + 1 }
        return UnsafeBufferPointer(start: base + start, count: length)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The lines of the text; a line break at the end begins no further line.
    var lines: TextLines { TextLines(self) }
}
