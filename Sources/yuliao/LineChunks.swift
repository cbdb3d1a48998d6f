// Reads a file or standard input in large chunks that end at a line's end.
import Foundation

/// A pull stream of newline-aligned chunks: together they are the input, byte for byte.
final class LineChunks {
    private let descriptor: Int32
    private let path: String
    private let chunkBytes: Int
    private var carry: [UInt8] = []
    private var ended = false
    /// The size of a regular file; 0 where it is not known.
    let totalBytes: Int64

    /// Opens `path`; nil or `-` is standard input.
    init(path: String?, chunkBytes: Int = 1 << 20) throws {
        self.chunkBytes = chunkBytes
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

    /// The next chunk; only the last one of the input may lack a final newline.
    func next() throws -> [UInt8]? {
        guard !ended else { return nil }
        var chunk = carry
        carry = []
        while true {
            let start = chunk.count
            let count = try fill(&chunk)
            if count == 0 {
                ended = true
                return chunk.isEmpty ? nil : chunk
            }
            // Only the new bytes can hold a newline: a very long line is scanned once.
            guard let newline = chunk[start...].lastIndex(of: 0x0A) else { continue }
            carry = Array(chunk[(newline + 1)...])
            chunk.removeLast(carry.count)
            return chunk
        }
    }

    /// Reads up to a chunk's worth of bytes onto the end of `chunk`; 0 at the end of the input.
    private func fill(_ chunk: inout [UInt8]) throws -> Int {
        let start = chunk.count
        let space = try Array<UInt8>(unsafeUninitializedCapacity: chunkBytes) { buffer, count in
            while true {
                let got = read(descriptor, buffer.baseAddress, chunkBytes)
                if got >= 0 {
                    count = got
                    return
                }
                guard errno == EINTR else { throw LineChunks.failure(path) }
            }
        }
        chunk.append(contentsOf: space)
        return chunk.count - start
    }

    private static func failure(_ path: String) -> Failure {
        let missing = errno == ENOENT
        return Failure(
            missing ? .badInput : .inputOutput,
            "\(path): \(String(cString: strerror(errno)))"
        )
    }
}
