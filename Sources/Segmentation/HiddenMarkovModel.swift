// The four-state model that joins characters the dictionary leaves single, read from our text format.

import Glibc

/// A hidden Markov model over the states begin, middle, end and single of a word.
///
/// The format, one fact per line: `start STATE NUMBER`, `transition STATE STATE NUMBER` and
/// `emission CHARACTER B E M S`, all natural logarithms, with `-` for what the model does not have.
public struct HiddenMarkovModel: Sendable {
    /// jieba's stand-in for an impossible event.
    ///
    /// It absorbs every other addend, so that ties are common and their rule matters.
    static let impossible = -3.14e100

    /// The states in the order that breaks ties: the later wins.
    enum State: Int, CaseIterable {
        case begin, end, middle, single
    }

    /// Logarithms of the initial probabilities, by state.
    private(set) var start = SIMD4<Double>(repeating: impossible)
    /// From each state to each: the entry `from` holds the vector over `to`.
    private(set) var transitions = [SIMD4<Double>](
        repeating: SIMD4(repeating: impossible),
        count: 4
    )
    /// Emissions of the characters U+4E00...U+9FD5: four for each, by state.
    private var emissions: MappedArray<Double>

    /// The emissions in the order of an alphabet's codes, from the first Han on.
    func emissions(by alphabet: CharacterCodes) -> [SIMD4<Double>] {
        alphabet.points[Int(CharacterCodes.han.lowerBound)...].map { point in
            // Further Han have none: they go by the last character that no model has seen.
            let first = 4 * Int((isHan(point) ? point : 0x9FD5) - 0x4E00)
            return SIMD4(
                emissions[first],
                emissions[first + 1],
                emissions[first + 2],
                emissions[first + 3]
            )
        }
    }

    /// Reads a model.
    ///
    /// - Parameters:
    ///   - path: a file in the format above.
    ///   - compiled: where to keep a form that loads in a moment; nil for nowhere. It is made anew
    ///     when the file at `path` changes.
    /// - Throws: ``SegmentationError`` with file and line.
    public init(contentsOf path: String, compiled: String? = nil) throws {
        guard let compiled else {
            try self.init(text: TextLines(contentsOf: path))
            return
        }
        let file = CompiledFile(path: compiled, source: path, magic: Self.magic)
        let sections = try file.load {
            let model = try HiddenMarkovModel(text: TextLines(contentsOf: path))
            return [[model.start].bytes, model.transitions.bytes, model.emissions.bytes]
        }
        self.init(sections)
    }

    private init(_ file: MappedSections) {
        start = file.array(0, of: SIMD4<Double>.self)[0]
        transitions = file.array(1, of: SIMD4<Double>.self)
        emissions = MappedArray(file, section: 2)
    }

    private static let magic: UInt64 = 0x0002_4D4D_484C_4C59

    private init(text lines: TextLines) throws {
        let unseen = [Double](repeating: Self.impossible, count: 4 * (0x9FD5 - 0x4E00 + 1))
        emissions = MappedArray(unseen)
        var facts = 0
        try lines.forEach { line, number in
            guard !line.isEmpty else { return }
            guard read(line.split(separator: UInt8(ascii: " "))) else {
                throw lines.malformed(
                    number,
                    "expected `start STATE NUMBER`, `transition STATE STATE NUMBER` or "
                        + "`emission CHARACTER B E M S` with states B, E, M, S"
                )
            }
            facts += 1
        }
        guard facts > 0 else {
            throw SegmentationError(
                code: .malformed,
                message: "expected a hidden Markov model, found an empty file",
                location: .init(path: lines.path)
            )
        }
    }

    /// The model of the profile `fixed`: a character never seen is as likely as the rarest seen,
    /// anywhere in a word.
    ///
    /// jieba's impossible event absorbs all that the model knows of the characters beside it.
    func admittingUnseen() -> HiddenMarkovModel {
        guard let rarest = emissions.lazy.filter({ $0 > Self.impossible }).min() else {
            return self
        }
        var model = self
        for first in stride(from: 0, to: emissions.count, by: 4) {
            let states = first..<first + 4
            guard states.allSatisfy({ emissions[$0] == Self.impossible }) else { continue }
            for state in states { model.emissions[state] = rarest }
        }
        return model
    }

    /// Takes one line in; false where it is none of the three forms.
    private mutating func read(_ fields: [Slice<UnsafeBufferPointer<UInt8>>]) -> Bool {
        guard let kind = fields.first.map({ String(decoding: $0, as: UTF8.self) }) else {
            return false
        }
        switch (kind, fields.count) {
        case ("start", 3):
            guard let state = Self.state(fields[1]), let value = Self.number(fields[2]) else {
                return false
            }
            start[state] = value
        case ("transition", 4):
            guard let state = Self.state(fields[1]), let successor = Self.state(fields[2]),
                let value = Self.number(fields[3])
            else { return false }
            transitions[state][successor] = value
        case ("emission", 6):
            var points: [UInt32] = []
            guard appendCodePoints(of: fields[1], to: &points), points.count == 1 else {
                return false
            }
            for state in 0..<4 {
                guard let value = Self.number(fields[2 + state]) else { return false }
                // Only Han reaches the model; jieba's table has punctuation too.
                if isHan(points[0]) { emissions[4 * Int(points[0] - 0x4E00) + state] = value }
            }
        default: return false
        }
        return true
    }

    private static func state(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        guard field.count == 1, let letter = field.first else { return nil }
        return Array("BEMS".utf8).firstIndex(of: letter)
    }

    /// A finite double, correctly rounded; `-` is an impossible event.
    private static func number(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        if field.count == 1, field.first == UInt8(ascii: "-") { return impossible }
        // Longer than any number; strtod needs a byte after the last.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { copy in
            guard field.count < copy.count, let base = copy.baseAddress else { return nil }
            for (index, byte) in field.enumerated() { copy[index] = CChar(bitPattern: byte) }
            copy[field.count] = 0
            var end: UnsafeMutablePointer<CChar>?
            let value = strtod(base, &end)
            return end == base + field.count && value.isFinite ? value : nil
        }
    }
}
