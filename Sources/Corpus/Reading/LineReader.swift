// Lines of a decompressed file, with the place of each.

import Foundation

/// Reads a file line by line in bounded memory; accepts CRLF and a byte order mark.
struct LineReader {
    /// The longest line accepted, in bytes.
    static let lineLimit = 1 << 26

    let source: ByteSource
    /// The number of the line last read, from 1.
    private(set) var number = 0
    /// Where the line last read begins in the decompressed bytes.
    private(set) var position: Int64 = 0
    private var buffer = [UInt8](repeating: 0, count: ByteSource.outputCapacity)
    private var unread = 0..<0
    private var received: Int64 = 0
    private var streams = StreamMap()

    init(source: ByteSource) {
        self.source = source
    }

    /// Reads the next line without its end mark into `line`; false at the end of the file.
    mutating func next(_ line: inout [UInt8]) throws -> Bool {
        line.removeAll(keepingCapacity: true)
        position = received - Int64(unread.count)
        var ended = false
        var isEmpty = true
        while !ended {
            if unread.isEmpty {
                guard let chunk = try source.read(into: &buffer) else { break }
                streams.note(chunk, at: received)
                received += Int64(chunk.count)
                unread = 0..<chunk.count
            }
            isEmpty = false
            let end = endOfLine()
            line.append(contentsOf: buffer[unread.lowerBound..<end])
            ended = end < unread.upperBound
            unread = (ended ? end + 1 : end)..<unread.upperBound
            guard line.count <= Self.lineLimit else {
                throw CorpusError(
                    .limit,
                    "the line is longer than \(Self.lineLimit) bytes",
                    at: .init(path: source.path, line: number + 1)
                )
            }
        }
        guard !isEmpty else { return false }
        number += 1
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) {
            line.removeFirst(3)
            position += 3
        }
        return true
    }

    /// Finds the stream of a position; positions must be asked for in ascending order.
    mutating func locate(_ position: Int64) -> (streamOffset: Int64, byteOffset: Int64) {
        streams.locate(position)
    }

    private func endOfLine() -> Int {
        buffer.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress,
                let found = memchr(base + unread.lowerBound, 0x0A, unread.count)
            else { return unread.upperBound }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
