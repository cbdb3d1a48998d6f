// A file's decompressed bytes, chunk by chunk, each with the place of its compressed stream.

import Foundation

/// A piece of decompressed data that lies within one compressed stream.
struct Chunk {
    /// The number of bytes delivered.
    var count: Int
    /// Where the compressed stream (gzip member, bzip2 stream, zstd frame) begins in the file.
    var streamOffset: Int64
    /// Where the chunk begins in that stream's decompressed bytes.
    var byteOffset: Int64
}

/// Reads plain, gzip, bzip2 and zstd files, told apart by their first bytes, to the last stream.
///
/// Data that ends within a stream, fails its checksum or is followed by anything but another
/// stream is an error, never a short read.
final class ByteSource {
    static let inputCapacity = 1 << 16
    static let outputCapacity = 1 << 18
    /// More than this much output from less than a thousandth of it is taken for a bomb.
    static let bombThreshold: Int64 = 1 << 26
    static let bombRatio: Int64 = 1000

    let path: String
    let fileSize: Int64
    /// Compressed bytes used so far.
    private(set) var consumed: Int64 = 0
    private var produced: Int64 = 0

    private let file: UnsafeMutablePointer<FILE>
    private let decompressor: (any Decompressor)?
    private var input = [UInt8](repeating: 0, count: ByteSource.inputCapacity)
    private var inputRange = 0..<0
    private var stream: (start: Int64, produced: Int64)?

    init(path: String) throws {
        guard let file = fopen(path, "rb") else {
            let code: CorpusError.Code = errno == ENOENT ? .missingFile : .inputOutput
            throw CorpusError(code, String(cString: strerror(errno)), at: .init(path: path))
        }
        self.file = file
        self.path = path
        fseeko(file, 0, SEEK_END)
        fileSize = Int64(ftello(file))
        rewind(file)
        let count = fread(&input, 1, input.count, file)
        inputRange = 0..<count
        do {
            decompressor = try Compression.decompressor(for: input[inputRange], path: path)
        } catch {
            fclose(file)
            throw error
        }
    }

    deinit {
        fclose(file)
    }

    /// Fills `buffer` with the next bytes; nil at the end of the last stream.
    func read(into buffer: inout [UInt8]) throws -> Chunk? {
        while true {
            if inputRange.isEmpty { try refill() }
            guard let decompressor else { return copy(into: &buffer) }
            if stream == nil {
                guard !inputRange.isEmpty else { return nil }
                try decompressor.begin()
                stream = (consumed, 0)
            }
            if let chunk = try decompress(with: decompressor, into: &buffer) { return chunk }
        }
    }

    private func decompress(
        with decompressor: any Decompressor,
        into buffer: inout [UInt8]
    ) throws -> Chunk? {
        guard let current = stream else { return nil }
        let step: DecompressionStep
        do {
            step = try input[inputRange].withUnsafeBufferPointer { source in
                try buffer.withUnsafeMutableBufferPointer { target in
                    try decompressor.decompress(source, into: target)
                }
            }
        } catch let failure as DecompressionFailure {
            throw error(failure.message, in: current.start)
        }
        if step.consumed == 0, step.produced == 0, !step.ended, inputRange.isEmpty {
            throw error(
                "the file ends at byte \(consumed), within a compressed stream "
                    + "(expected its end mark)",
                in: current.start
            )
        }
        inputRange = (inputRange.lowerBound + step.consumed)..<inputRange.upperBound
        consumed += Int64(step.consumed)
        produced += Int64(step.produced)
        if produced > Self.bombThreshold, produced / Self.bombRatio > consumed {
            throw error(
                "\(consumed) compressed bytes gave \(produced) "
                    + "(expected at most \(Self.bombRatio) times as many)",
                in: current.start
            )
        }
        stream = step.ended ? nil : (current.start, current.produced + Int64(step.produced))
        guard step.produced > 0 else { return nil }
        return Chunk(
            count: step.produced,
            streamOffset: current.start,
            byteOffset: current.produced
        )
    }

    private func copy(into buffer: inout [UInt8]) -> Chunk? {
        guard !inputRange.isEmpty else { return nil }
        let count = min(inputRange.count, buffer.count)
        buffer.replaceSubrange(
            0..<count,
            with: input[inputRange.lowerBound..<inputRange.lowerBound + count]
        )
        inputRange = (inputRange.lowerBound + count)..<inputRange.upperBound
        defer { consumed += Int64(count) }
        return Chunk(count: count, streamOffset: 0, byteOffset: consumed)
    }

    private func refill() throws {
        let count = fread(&input, 1, input.count, file)
        if count == 0, ferror(file) != 0 {
            throw CorpusError(.inputOutput, String(cString: strerror(errno)), at: .init(path: path))
        }
        inputRange = 0..<count
    }

    private func error(_ message: String, in start: Int64) -> CorpusError {
        CorpusError(
            .compression,
            "\(message); the stream begins at byte \(start)",
            at: .init(path: path)
        )
    }
}
