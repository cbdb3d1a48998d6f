// Draws an explanation as text: each word of the graph below the place where it stands.

extension Segmenter.Explanation: CustomStringConvertible {
    /// For each block its characters, below them the words that the dictionary has there, `*` on the
    /// best route; then the model's states, and the words that came out.
    public var description: String {
        let utf8 = Array(text.utf8)
        func piece(_ bytes: Range<Int>) -> String { String(decoding: utf8[bytes], as: UTF8.self) }
        var lines: [String] = []
        for block in blocks {
            let width = max(Self.width(of: piece(block)), 4)
            lines.append(
                "  " + Self.padded(piece(block), to: width)
                    + Self.columns("frequency", "log p", "best route")
            )
            for edge in edges where block.contains(edge.bytes.lowerBound) {
                let indent = Self.width(of: piece(block.lowerBound..<edge.bytes.lowerBound))
                let drawn = String(repeating: " ", count: indent) + piece(edge.bytes)
                lines.append(
                    (edge.isChosen ? "* " : "  ") + Self.padded(drawn, to: width)
                        + Self.columns(
                            edge.frequency == 0 ? "none" : "\(edge.frequency)",
                            Self.decimal(edge.weight),
                            Self.decimal(edge.route)
                        )
                )
            }
            lines += states(in: block, piece)
            lines.append("")
        }
        return (lines + [words.map(piece).joined(separator: " / ")]).joined(separator: "\n")
    }

    /// The path through the model: its logarithms for each character.
    private func states(in block: Range<Int>, _ piece: (Range<Int>) -> String) -> [String] {
        let steps = steps.filter { block.contains($0.bytes.lowerBound) }
        guard !steps.isEmpty else { return [] }
        return ["  left single, and joined by the hidden Markov model:"]
            + steps.map { step in
                "  \(Self.padded(piece(step.bytes), to: 4))\(step.state)"
                    + "  transition \(Self.decimal(step.transition))"
                    + "  emission \(Self.decimal(step.emission))"
            }
    }

    private static func columns(_ fields: String...) -> String {
        fields.map { String(repeating: " ", count: max(2, 12 - $0.count)) + $0 }.joined()
    }

    /// Two decimals; jieba's stand-in for an impossible event is called that.
    private static func decimal(_ logarithm: Double) -> String {
        guard logarithm > -1e99 else { return "impossible" }
        let hundredths = Int((-logarithm * 100).rounded())
        let fraction = hundredths % 100
        let sign = hundredths == 0 ? "" : "-"
        return "\(sign)\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(of: text)))
    }

    /// Columns on a terminal: blocks hold Latin, of one, and Han and full-width forms, of two.
    private static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
    }
}
