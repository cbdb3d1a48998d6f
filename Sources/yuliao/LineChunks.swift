// Reads a file or standard input in large chunks that end at a line's end.
import Foundation

/// A pull stream of chunks of whole lines: together they are the input, byte for byte, and a
/// newline after the last line where that has none.
///
/// Only a line longer than `longestLine` comes in parts, and only where `partEnd` is given.
final class LineChunks {
    /// Where the part of a line that bytes are can end; nil for nowhere.
    typealias PartEnd = (UnsafeBufferPointer<UInt8>) -> Int?

    private static let longestLine = 1 << 20
    private static let leastBytes = 1 << 14

    private let descriptor: Int32
    private let path: String
    private let chunkBytes: Int
    private let threads: Int
    private let partEnd: PartEnd?
    /// How much has been read.
    private var position: Int64 = 0
    private var carry: [UInt8] = []
    private var ended = false
    /// Whether the next chunk begins within a line.
    private(set) var isInLine = false
    /// The size of a regular file; 0 where it is not known.
    let totalBytes: Int64

    /// Opens `path`; nil or `-` is standard input.
    ///
    /// Toward the end of a file chunks become smaller, so that as many `threads` as share them
    /// finish together.
    init(
        path: String?,
        chunkBytes: Int = 1 << 20,
        threads: Int = 1,
        partEnd: PartEnd? = nil
    ) throws {
        self.chunkBytes = chunkBytes
        self.threads = threads
        self.partEnd = partEnd
        guard let path, path != "-" else {
            self.path = "standard input"
            descriptor = 0
            totalBytes = 0
            return
        }
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LineChunks.failure(path) }
        var status = stat()
        totalBytes = fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    deinit {
        if descriptor > 0 { close(descriptor) }
    }

    /// The next chunk.
    func next() throws -> [UInt8]? {
        var chunk: [UInt8] = []
        return try next(into: &chunk) ? chunk : nil
    }

    /// Replaces `chunk`, whose memory is used again, by the next one; false after the last.
    func next(into chunk: inout [UInt8]) throws -> Bool {
        guard !ended else { return false }
        chunk.removeAll(keepingCapacity: true)
        chunk.append(contentsOf: carry)
        carry.removeAll(keepingCapacity: true)
        while true {
            let start = chunk.count
            try fill(&chunk)
            if chunk.count == start {
                ended = true
                if !chunk.isEmpty || isInLine { chunk.append(0x0A) }
                return !chunk.isEmpty
            }
            // Only the new bytes can hold a newline: a very long line is scanned once.
            let newline = chunk[start...].lastIndex(of: 0x0A)
            guard let end = newline.map({ $0 + 1 }) ?? endOfPart(chunk, from: start) else {
                continue
            }
            isInLine = newline == nil
            carry.append(contentsOf: chunk[end...])
            chunk.removeLast(carry.count)
            return true
        }
    }

    /// Where a chunk of a very long line can end, in what was read last.
    private func endOfPart(_ chunk: [UInt8], from start: Int) -> Int? {
        guard let partEnd, chunk.count > Self.longestLine else { return nil }
        return chunk.withUnsafeBufferPointer { chunk in
            partEnd(UnsafeBufferPointer(rebasing: chunk[start...])).map { start + $0 }
        }
    }

    /// Reads up to a chunk's worth of bytes onto the end of `chunk`; none at the end of the input.
    private func fill(_ chunk: inout [UInt8]) throws {
        let bytes = nextBytes
        try chunk.append(addingCapacity: bytes) { space in
            try space.withUnsafeMutableBufferPointer { buffer, count in
                repeat {
                    let got = read(descriptor, buffer.baseAddress, bytes)
                    if got >= 0 {
                        count = got
                        position += Int64(got)
                        return
                    }
                } while errno == EINTR
                throw LineChunks.failure(path)
            }
        }
    }

    /// How much to read next: never more than half of what each thread has still to get.
    private var nextBytes: Int {
        guard threads > 1, totalBytes > 0 else { return chunkBytes }
        let half = Int(totalBytes - position) / (2 * threads)
        return min(chunkBytes, max(half, Self.leastBytes))
    }

    private static func failure(_ path: String) -> Failure {
        let missing = errno == ENOENT
        return Failure(
            missing ? .badInput : .inputOutput,
            "\(path): \(String(cString: strerror(errno)))"
        )
    }
}
