// The compressed formats: one decompressor each over zlib, libbz2 and libzstd.

import CBzip2
import CZlib
import CZstd

/// What one call to a decompressor did.
struct DecompressionStep {
    var consumed: Int
    var produced: Int
    var ended: Bool
}

/// Why a decompressor gave up; the byte source adds the place.
struct DecompressionFailure: Error {
    var message: String
}

/// A decoder of one compressed stream after another.
protocol Decompressor: AnyObject {
    /// Prepares for the next stream.
    func begin() throws
    /// Decodes what it can of `source` into `target`.
    func decompress(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) throws -> DecompressionStep
}

enum Compression {
    /// The decompressor that a file's first bytes ask for; nil for a plain file.
    static func decompressor(
        for head: ArraySlice<UInt8>,
        path: String
    ) throws -> (any Decompressor)? {
        if head.starts(with: [0x1F, 0x8B]) { return GzipDecompressor() }
        if head.starts(with: Array("BZh".utf8)) { return Bzip2Decompressor() }
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || isSkippableZstdFrame(head) {
            return try ZstdDecompressor()
        }
        if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            throw unsupported("xz", path)
        }
        if head.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
            throw unsupported("7z", path)
        }
        guard ![".gz", ".bz2", ".zst"].contains(where: path.hasSuffix) else {
            throw CorpusError(
                .compression,
                "the file does not begin as its name says (expected gzip, bzip2 or zstd)",
                at: .init(path: path)
            )
        }
        return nil
    }

    private static func isSkippableZstdFrame(_ head: ArraySlice<UInt8>) -> Bool {
        guard head.count >= 4, let first = head.first, first & 0xF0 == 0x50 else { return false }
        return head.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
    }

    private static func unsupported(_ name: String, _ path: String) -> CorpusError {
        CorpusError(
            .compression,
            "\(name) is not read (expected plain, gzip, bzip2 or zstd)",
            at: .init(path: path)
        )
    }
}

private final class GzipDecompressor: Decompressor {
    private var stream = z_stream()
    private var isOpen = false

    deinit {
        if isOpen { inflateEnd(&stream) }
    }

    func begin() throws {
        if isOpen { inflateEnd(&stream) }
        stream = z_stream()
        // 16 asks zlib for a gzip header; 15 is the largest window.
        let status = inflateInit2_(
            &stream,
            15 + 16,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw DecompressionFailure(message: "zlib did not start") }
        isOpen = true
    }

    func decompress(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) throws -> DecompressionStep {
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
            throw DecompressionFailure(message: "corrupt gzip data: \(reason)")
        }
        return DecompressionStep(
            consumed: source.count - Int(stream.avail_in),
            produced: target.count - Int(stream.avail_out),
            ended: status == Z_STREAM_END
        )
    }
}

private final class Bzip2Decompressor: Decompressor {
    private var stream = bz_stream()
    private var isOpen = false

    deinit {
        if isOpen { BZ2_bzDecompressEnd(&stream) }
    }

    func begin() throws {
        if isOpen { BZ2_bzDecompressEnd(&stream) }
        stream = bz_stream()
        guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
            throw DecompressionFailure(message: "libbz2 did not start")
        }
        isOpen = true
    }

    func decompress(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) throws -> DecompressionStep {
        try source.withMemoryRebound(to: CChar.self) { source in
            try target.withMemoryRebound(to: CChar.self) { target in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let status = BZ2_bzDecompress(&stream)
                guard status == BZ_OK || status == BZ_STREAM_END else {
                    throw DecompressionFailure(message: "corrupt bzip2 data (status \(status))")
                }
                return DecompressionStep(
                    consumed: source.count - Int(stream.avail_in),
                    produced: target.count - Int(stream.avail_out),
                    ended: status == BZ_STREAM_END
                )
            }
        }
    }
}

private final class ZstdDecompressor: Decompressor {
    /// The largest window accepted, as the `zstd` tool's `--long=27` makes it.
    private static let windowLogarithm: Int32 = 27

    private let context: OpaquePointer

    init() throws {
        guard let context = ZSTD_createDCtx() else {
            throw DecompressionFailure(message: "libzstd did not start")
        }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogarithm)
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    func begin() throws {
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    }

    func decompress(
        _ source: UnsafeBufferPointer<UInt8>,
        into target: UnsafeMutableBufferPointer<UInt8>
    ) throws -> DecompressionStep {
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let status = ZSTD_decompressStream(context, &output, &input)
        guard ZSTD_isError(status) == 0 else {
            let reason = String(cString: ZSTD_getErrorName(status))
            throw DecompressionFailure(message: "corrupt zstd data: \(reason)")
        }
        return DecompressionStep(consumed: input.pos, produced: output.pos, ended: status == 0)
    }
}
