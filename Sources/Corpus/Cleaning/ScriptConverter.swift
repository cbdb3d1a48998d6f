// Traditional to simplified characters through OpenCC.

import COpenCC
import CSHA
import Foundation

/// Converts text with one of OpenCC's configurations.
///
/// - Note: OpenCC reads its tables when a converter is made, which is dear; a converter never
///   changes afterwards, and threads may share it.
public final class ScriptConverter: @unchecked Sendable {
    /// The name of OpenCC's configuration: traditional to simplified, characters and phrases.
    public static let configurationName = "t2s"

    private let handle: opencc_t

    /// Opens OpenCC's tables.
    ///
    /// - Throws: `CorpusError` if the tables are not installed.
    public init() throws {
        let handle = opencc_open(Self.configurationName + ".json")
        guard let handle, handle != opencc_t(bitPattern: -1) else {
            throw CorpusError(
                .configuration,
                "OpenCC cannot read `\(Self.configurationName).json`: "
                    + "\(String(cString: opencc_error())) (expected libopencc-data)"
            )
        }
        self.handle = handle
    }

    deinit {
        opencc_close(handle)
    }

    /// A hash of what the installed tables make of every character of U+3400 to U+9FFF.
    ///
    /// OpenCC's library does not tell its version, and its tables change between versions.
    public var fingerprint: String {
        let characters = (0x3400...0x9FFF).compactMap(UnicodeScalar.init).map(Character.init)
        var output: [UInt8] = []
        Array(String(characters).utf8).withUnsafeBufferPointer { convert($0, into: &output) }
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(output, output.count, &hash)
        return hash.prefix(8).map { String(format: "%02x", $0) }.joined()
    }

    /// Converts valid UTF-8 without NUL and appends the result to `output`.
    func convert(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        guard let base = text.baseAddress, !text.isEmpty else { return }
        let converted = base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            opencc_convert_utf8(handle, $0, text.count)
        }
        guard let converted else {
            preconditionFailure("OpenCC refused text that was checked to be UTF-8")
        }
        defer { opencc_convert_utf8_free(converted) }
        let count = strlen(converted)
        converted.withMemoryRebound(to: UInt8.self, capacity: count) {
            output.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
    }
}
