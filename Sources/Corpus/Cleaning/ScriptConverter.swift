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

    /// Characters that OpenCC leaves alone by themselves but converts within some phrase.
    private static let phraseCharacters: [Unicode.Scalar] = [
        "哩", "坏", "沈", "甦", "瞭", "藉", "衹", "覆",
    ]

    private let handle: opencc_t
    /// For each scalar below U+10000 whether a line that holds it may change.
    private let mayChange: [Bool]

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
        mayChange = Self.findCharacters(handle)
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
    ///
    /// Lines of simplified text, which OpenCC would look up at length and leave as they are, are
    /// copied: a phrase never reaches beyond a line.
    func convert(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var start = 0
        var copied = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
            let line = UnsafeBufferPointer(rebasing: text[start..<end])
            if needsConversion(line) {
                output.append(contentsOf: text[copied..<start])
                Self.convert(line, with: handle, into: &output)
                copied = end
            }
            start = end
        }
        output.append(contentsOf: text[copied...])
    }

    private func needsConversion(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        mayChange.withUnsafeBufferPointer { mayChange in
            var index = 0
            while index < line.count {
                let lead = line[index]
                if lead < 0xE0 {
                    index += 1
                } else if lead < 0xF0 {
                    let scalar =
                        Int(lead & 0x0F) << 12 | Int(line[index + 1] & 0x3F) << 6
                        | Int(line[index + 2] & 0x3F)
                    if mayChange[scalar] { return true }
                    index += 3
                } else {
                    return true
                }
            }
            return false
        }
    }

    private static func convert(
        _ text: UnsafeBufferPointer<UInt8>,
        with handle: opencc_t,
        into output: inout [UInt8]
    ) {
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

    /// Converts each character on a line of its own and notes which ones change.
    private static func findCharacters(_ handle: opencc_t) -> [Bool] {
        let scalars: ClosedRange<UInt32> = 0x2E80...0x9FFF
        var original: [UInt8] = []
        original.reserveCapacity(scalars.count * 4)
        for scalar in scalars {
            original.append(UInt8(0xE0 | scalar >> 12))
            original.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            original.append(UInt8(0x80 | scalar & 0x3F))
            original.append(0x0A)
        }
        var converted: [UInt8] = []
        original.withUnsafeBufferPointer { convert($0, with: handle, into: &converted) }
        var mayChange = [Bool](repeating: false, count: 0x10000)
        var start = 0
        for (number, scalar) in scalars.enumerated() {
            let end = converted[start...].firstIndex(of: 0x0A) ?? converted.count
            let unit = original[(number * 4)..<(number * 4 + 3)]
            mayChange[Int(scalar)] = converted[start..<end] != unit
            start = min(end + 1, converted.count)
        }
        for scalar in 0xF900...0xFAFF { mayChange[scalar] = true }
        for scalar in phraseCharacters { mayChange[Int(scalar.value)] = true }
        return mayChange
    }
}
