// The words that a page converts by itself, on top of the tables for its script.

/// Words and what replaces them all over a page.
struct ConversionRules {
    private var replacements: [[UInt8]: [UInt8]] = [:]
    /// The lengths of the words that begin with a scalar, longest first.
    private var lengths: [UInt32: [Int]] = [:]

    var isEmpty: Bool { replacements.isEmpty }

    /// Adds what `markup` says about `variant`.
    mutating func add(_ markup: VariantMarkup, for variant: ChineseVariant) {
        if !markup.terms.isEmpty, let target = markup.term(for: variant) {
            for term in markup.terms { add(term.text, target) }
        }
        for candidate in variant.fallbacks.reversed() {
            for rule in markup.replacements where rule.variant == candidate {
                add(rule.from, rule.text)
            }
        }
    }

    /// Takes back what `markup` added.
    mutating func remove(_ markup: VariantMarkup) {
        for term in markup.terms { replacements[term.text] = nil }
        for rule in markup.replacements { replacements[rule.from] = nil }
    }

    private mutating func add(_ word: [UInt8], _ replacement: [UInt8]) {
        guard let lead = word.first else { return }
        replacements[word] = replacement
        let head = word.withUnsafeBufferPointer {
            UTF8Text.scalar(of: .init(rebasing: $0[..<min(UTF8Text.length(lead: lead), $0.count)]))
        }
        var known = lengths[head] ?? []
        guard !known.contains(word.count) else { return }
        known.append(word.count)
        known.sort(by: >)
        lengths[head] = known
    }

    /// Replaces the longest word at each place and marks what replaces it as settled.
    func apply(to text: [UInt8]) -> [UInt8] {
        var isHead = [Bool](repeating: false, count: 0x10000)
        for head in lengths.keys { isHead[Int(head & 0xFFFF)] = true }
        var output: [UInt8] = []
        output.reserveCapacity(text.count + text.count / 8)
        text.withUnsafeBufferPointer { bytes in
            var depth = 0
            var copied = 0
            var index = 0
            while index < bytes.count {
                let length = UTF8Text.length(lead: bytes[index])
                let scalar = UTF8Text.scalar(of: .init(rebasing: bytes[index..<index + length]))
                switch bytes[index] {
                case Mark.settled: depth += 1
                case Mark.unsettled: depth = max(0, depth - 1)
                case 0x0A: depth = 0
                default: break
                }
                guard depth == 0, isHead[Int(scalar & 0xFFFF)],
                    let match = match(in: bytes, at: index, head: scalar)
                else {
                    index += length
                    continue
                }
                output.append(contentsOf: bytes[copied..<index])
                output.append(Mark.settled)
                output += match.replacement
                output.append(Mark.unsettled)
                index += match.length
                copied = index
            }
            output.append(contentsOf: bytes[copied...])
        }
        return output
    }

    private func match(
        in text: UnsafeBufferPointer<UInt8>,
        at index: Int,
        head: UInt32
    ) -> (length: Int, replacement: [UInt8])? {
        for length in lengths[head] ?? [] where index + length <= text.count {
            if let replacement = replacements[Array(text[index..<index + length])] {
                return (length, replacement)
            }
        }
        return nil
    }
}
