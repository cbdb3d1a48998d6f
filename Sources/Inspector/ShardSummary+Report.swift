// The summary and a decoded instance as plain text, for a terminal or a log.

import Corpus
import Instances
import Shards

extension ShardSummary {
    /// The summary as aligned lines of text.
    public var report: String {
        var lines = [
            "shards      \(shards)",
            "documents   \(documents)  (\(characters) characters)",
            "instances   \(instances)  (\(tokens) tokens)",
        ]
        if inOrder + swapped > 0 {
            lines.append(
                "labels      \(inOrder) in order, \(swapped) swapped (\(percent(swappedShare)))"
            )
        }
        let selected = maskTokens + randomTokens + keptTokens
        lines += [
            "masked      \(percent(maskedShare)) of \(maskable) tokens",
            "  replaced  \(percent(share(maskTokens, of: selected))) [MASK], "
                + "\(percent(share(randomTokens, of: selected))) random, "
                + "\(percent(share(keptTokens, of: selected))) kept",
            "",
            "masked words by length in pieces",
        ]
        lines += table(
            ["pieces", "words", "masked", "share"],
            wordLengths.filter { $0.words > 0 }.map {
                ["\($0.pieces)", "\($0.words)", "\($0.masked)", percent($0.maskedShare)]
            }
        )
        lines += ["", "instances by length in tokens"]
        lines += table(
            ["tokens", "instances", ""],
            lengths.enumerated().filter { $0.element > 0 }.map { place, count in
                let first = place * Self.lengthClass + 1
                let stars = (40 * count + instances - 1) / max(instances, 1)
                return [
                    "\(first)-\(first + Self.lengthClass - 1)", "\(count)",
                    String(repeating: "*", count: stars),
                ]
            }
        )
        lines += ["", "sources"]
        lines += table(
            ["documents", "instances", "tokens", "[UNK]", "source"],
            sources.prefix(20).map {
                [
                    "\($0.documents)", "\($0.instances)", "\($0.tokens)",
                    percent($0.unknownShare), $0.name,
                ]
            }
        )
        if sources.count > 20 { lines.append("  and \(sources.count - 20) more") }
        lines += ["", "dropped"]
        lines += table(
            ["count", "stage", "reason"],
            drops.map { ["\($0.count)", $0.stage, $0.reason] }
        )
        return lines.joined(separator: "\n")
    }
}

extension DecodedInstance {
    /// The instance as lines of text: words apart, masked ones in brackets with what replaced them.
    ///
    /// - Parameter inColour: Whether a terminal shows the lines: masked words are then orange,
    ///   randomly replaced ones red and kept ones blue.
    /// - Returns: The lines.
    public func report(inColour: Bool) -> String {
        let shown = words.map { word in
            let original = word.tokens.map(\.original).joined(separator: "·")
            guard word.isMasked else { return original }
            let read = word.tokens.map(\.input).joined(separator: "·")
            let text = "⟦\(original) → \(read)⟧"
            let code = word.tokens.contains { $0.state == .mask } ? 33 : original == read ? 34 : 31
            return inColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
        }
        let lines = [
            "instance \(id), \(about(pass: pass, label: label))",
            "document \(document)  " + (origin.title.map { "\($0)  " } ?? "") + place(of: origin),
            "read      \(input)",
            "original  \(original)",
            "words     " + shown.joined(separator: " "),
        ]
        return lines.joined(separator: "\n")
    }
}

/// An instance's pass and label in words.
func about(pass: Int, label: Int?) -> String {
    let labels = ["in order", "swapped"]
    return "pass \(pass)"
        + (label.map { ", \(labels.indices.contains($0) ? labels[$0] : "label \($0)")" } ?? "")
}

/// Where a record lies in its source, in words.
func place(of origin: Origin) -> String {
    "\(origin.source) at byte \(origin.byteOffset)"
        + (origin.streamOffset > 0 ? " of the stream at \(origin.streamOffset)" : "")
        + ", \(origin.byteLength) bytes"
        + (origin.page.map { ", page \($0)" } ?? "")
        + (origin.revision.map { ", revision \($0)" } ?? "")
}

/// A share as a percentage with two decimals.
func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let decimals = hundredths % 100
    return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
}

/// Rows under a heading, all columns but the last aligned to the right.
private func table(_ heading: [String], _ rows: [[String]]) -> [String] {
    let all = [heading] + rows
    return all.map { row in
        row.enumerated().map { column, cell in
            let width = all.reduce(0) { max($0, $1[column].unicodeScalars.count) }
            let padding = String(repeating: " ", count: width - cell.unicodeScalars.count)
            return "  " + (column == row.count - 1 ? cell : padding + cell)
        }.joined()
    }
}
