// Times the tokenizer as a library call: one thread, a text in memory, line by line.
//
//     swift run -c release --package-path Benchmarks/Library library-speed TEXT VOCABULARY [PROFILE]
//
// Prints MB/s of processor time as the least, the median and the most of several runs, nanoseconds
// per character at the median, and how many pieces there were.

import Foundation
import Tokenization

@main
struct LibrarySpeed {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            print("usage: library-speed TEXT VOCABULARY [PROFILE]")
            exit(64)
        }
        let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
        let vocabulary = try Vocabulary(contentsOf: arguments[2])
        let chosen = arguments.dropFirst(3).first.map { [Tokenizer.Profile(rawValue: $0)] }
        for profile in (chosen ?? Tokenizer.Profile.allCases).compactMap(\.self) {
            measure(text, Tokenizer(vocabulary: vocabulary, profile: profile))
        }
    }

    static func measure(_ text: [UInt8], _ tokenizer: Tokenizer) {
        let name = tokenizer.profile.rawValue
        var scratch = Tokenizer.Scratch()
        time("\(name) ids", text) { lines in
            var ids: [Int32] = []
            return lines.reduce(0) { sum, line in
                ids.removeAll(keepingCapacity: true)
                tokenizer.ids(of: line, scratch: &scratch, into: &ids)
                return sum + ids.count
            }
        }
        time("\(name) pieces", text) { lines in
            var pieces: [Piece] = []
            return lines.reduce(0) { sum, line in
                pieces.removeAll(keepingCapacity: true)
                tokenizer.pieces(of: line, scratch: &scratch, into: &pieces)
                return sum + pieces.count
            }
        }
    }

    /// Runs the body on the lines of the text: once to warm up, then eleven times.
    static func time(
        _ name: String,
        _ text: [UInt8],
        _ body: ([UnsafeBufferPointer<UInt8>]) -> Int
    ) {
        let characters = text.count { $0 & 0xC0 != 0x80 }
        text.withUnsafeBufferPointer { text in
            let lines = text.split(separator: UInt8(ascii: "\n")).map {
                UnsafeBufferPointer(rebasing: $0)
            }
            var count = body(lines)
            let seconds = (0..<11).map { _ in
                let start = clock()
                count = body(lines)
                return Double(clock() - start) / Double(CLOCKS_PER_SEC)
            }.sorted()
            let speeds = [seconds[10], seconds[5], seconds[0]].map { Double(text.count) / $0 / 1e6 }
            print(
                name,
                String(format: "%.0f / %.0f / %.0f MB/s,", speeds[0], speeds[1], speeds[2]),
                String(format: "%.2f ns a character,", seconds[5] / Double(characters) * 1e9),
                "\(count) pieces"
            )
        }
    }
}
