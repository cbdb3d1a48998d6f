// Traditional to simplified characters through OpenCC.

import COpenCC
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
