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

    /// Characters that OpenCC leaves alone by themselves but converts within some phrase.
    private static let phraseCharacters: [Unicode.Scalar] = [
        "哩", "坏", "沈", "甦", "瞭", "藉", "衹", "覆",
    ]

    /// Nil where OpenCC cannot be opened.
    private static let library = copencc_find()?.pointee

    private let library: COpenCC
    private let handle: opencc_t
    /// For each scalar below U+10000 whether a line that holds it may change.
    private let mayChange: [Bool]
    /// A digest of what every Chinese character becomes: two versions of the tables that agree
    /// in it differ in phrases at most.
    public let tableDigest: ContentDigest

    /// Opens OpenCC's tables.
    ///
    /// - Throws: `CorpusError` if the tables are not installed.
    public init() throws {
        guard let library = Self.library else {
            throw CorpusError(.configuration, "cannot open libopencc.so (expected OpenCC 1.1)")
        }
        let handle = library.open(Self.configurationName + ".json")
        guard let handle, handle != opencc_t(bitPattern: -1) else {
            throw CorpusError(
                .configuration,
                "OpenCC cannot read `\(Self.configurationName).json`: "
                    + "\(String(cString: library.error())) (expected libopencc-data)"
            )
        }
        self.library = library
        self.handle = handle
        let (original, converted) = Self.characterTable(library, handle)
        mayChange = Self.changes(from: original, to: converted)
        tableDigest = ContentDigest(of: converted)
    }

    deinit {
        _ = library.close(handle)
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
                Self.convert(line, with: library, handle, into: &output)
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
        with library: COpenCC,
        _ handle: opencc_t,
        into output: inout [UInt8]
    ) {
        guard let base = text.baseAddress, !text.isEmpty else { return }
        let converted = base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            library.convert(handle, $0, text.count)
        }
        guard let converted else {
            preconditionFailure("OpenCC refused text that was checked to be UTF-8")
        }
        defer { library.release(converted) }
        let count = strlen(converted)
        converted.withMemoryRebound(to: UInt8.self, capacity: count) {
            output.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
    }

    private static let characters: ClosedRange<UInt32> = 0x2E80...0x9FFF

    /// All characters, each on a line of its own, and what they become.
    private static func characterTable(
        _ library: COpenCC,
        _ handle: opencc_t
    ) -> (original: [UInt8], converted: [UInt8]) {
        var original: [UInt8] = []
        original.reserveCapacity(characters.count * 4)
        for scalar in characters {
            original.append(UInt8(0xE0 | scalar >> 12))
            original.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            original.append(UInt8(0x80 | scalar & 0x3F))
            original.append(0x0A)
        }
        var converted: [UInt8] = []
        original.withUnsafeBufferPointer {
            convert($0, with: library, handle, into: &converted)
        }
        return (original, converted)
    }

    private static func changes(from original: [UInt8], to converted: [UInt8]) -> [Bool] {
        var mayChange = [Bool](repeating: false, count: 0x10000)
        var start = 0
        for (number, scalar) in characters.enumerated() {
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
