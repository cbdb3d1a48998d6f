// Which words are predicted: exact-budget sampling of whole words or n-grams of them.

import Tokenization

/// Selects the share of an instance's tokens that a model must predict, and hides them.
struct Masking: Sendable {
    /// Reusable storage, so that an instance costs no allocation.
    struct Scratch {
        /// For each position, whether a sentence begins there.
        var startsSentence: [Bool] = []
        fileprivate var words: [Word] = []
        fileprivate var units: [Range<Int>] = []
    }

    /// A word that may be masked.
    fileprivate struct Word {
        var positions: Range<Int>
        /// Whether an n-gram may not hold both this word and the one before it.
        var isFirst: Bool
    }

    /// What the masking needs to know of a piece.
    private enum Kind: UInt8 {
        case word, punctuation, special
    }

    private let configuration: InstanceBuilder.MaskingConfiguration
    private let kinds: [Kind]
    private let replacements: [Int32]
    private let maskID: Int32
    /// The sums of the n-gram weights: of n = 1, of n = 1 and 2, and so on.
    private let cumulativeWeights: [Double]

    init(
        _ configuration: InstanceBuilder.MaskingConfiguration,
        vocabulary: Vocabulary
    ) throws(InstancesError) {
        self.configuration = configuration
        maskID = vocabulary.maskID
        kinds = vocabulary.pieces.map(Masking.kind(of:))
        replacements = vocabulary.pieces.enumerated().compactMap { id, piece in
            Masking.kind(of: piece) == .special || piece.utf8.starts(with: "##".utf8)
                ? nil : Int32(id)
        }
        if replacements.isEmpty && configuration.replace.random > 0 {
            throw InstancesError(
                .emptyReplacementPool,
                "the vocabulary has no whole character or word to replace a token by"
                    + " (expected some beside the special tokens and ## pieces)"
            )
        }
        let maximum = configuration.maximumNgram
        var (sum, power) = (0.0, 1.0)
        cumulativeWeights = (1...maximum).map { n in
            switch configuration.ngramWeights {
            case .inverse: sum += 1 / Double(n)
            case .reversed: sum += 1 / Double(maximum + 1 - n)
            case .uniform: sum += 1
            case .geometric:
                sum += power
                power *= 0.8
            case .linear: sum += Double(maximum + 1 - n)
            }
            return sum
        }
    }

    /// Masks an instance whose `input` and `states` are still plain.
    ///
    /// The units are laid in random order on a circle, each as long as its tokens; a random arc of
    /// p·N of the N tokens selects the units whose own random inner point lies in it. So each unit,
    /// long or short, is selected with probability p exactly, and the number of selected tokens
    /// misses p·N by no more than the units at the two ends. Fitting a rounded budget word by word
    /// instead, as BERT does, masks long words too seldom; and 15 % of 125, rounded, is 15.2 %.
    func mask(
        _ instance: inout TrainingInstance,
        random: inout CounterRandom,
        scratch: inout Scratch
    ) {
        findWords(of: instance, scratch: &scratch)
        joinWords(random: &random, scratch: &scratch)
        let total = scratch.units.reduce(0) { $0 + $1.count }
        guard total > 0 else { return }
        shuffle(&scratch.units, random: &random)
        let circle = Double(total)
        let arc = configuration.probability * circle
        let arcStart = random.fraction() * circle
        var unitStart = 0.0
        for unit in scratch.units {
            let point = unitStart + random.fraction() * Double(unit.count)
            unitStart += Double(unit.count)
            let distance = point < arcStart ? point - arcStart + circle : point - arcStart
            if distance < arc {
                for position in unit { hide(position, of: &instance, random: &random) }
            }
        }
    }

    private func hide(
        _ position: Int,
        of instance: inout TrainingInstance,
        random: inout CounterRandom
    ) {
        let draw = random.fraction()
        if draw < configuration.replace.mask {
            instance.input[position] = maskID
            instance.states[position] = .mask
        } else if draw < configuration.replace.mask + configuration.replace.random {
            instance.input[position] = replacements[random.number(below: replacements.count)]
            instance.states[position] = .random
        } else {
            instance.states[position] = .keep
        }
    }

    /// Finds the maskable words: those without a special token or `[UNK]`.
    private func findWords(of instance: TrainingInstance, scratch: inout Scratch) {
        scratch.words.removeAll(keepingCapacity: true)
        let byPiece = configuration.unit == .piece
        var mustBreak = true
        var position = 0
        while position < instance.original.count {
            let start = position
            let word = instance.words[start]
            var isMaskable = word >= 0
            var isPunctuation = true
            repeat {
                let kind = kinds[Int(instance.original[position])]
                if kind == .special { isMaskable = false }
                if kind != .punctuation { isPunctuation = false }
                position += 1
            } while !byPiece && position < instance.original.count
                && instance.words[position] == word
            guard isMaskable else {
                mustBreak = true
                continue
            }
            // A mark stands alone: no n-gram reaches across it.
            let isFirst = mustBreak || isPunctuation || scratch.startsSentence[start]
            scratch.words.append(Word(positions: start..<position, isFirst: isFirst))
            mustBreak = isPunctuation
        }
    }

    /// Joins neighbouring words to n-grams, with the configured odds of each n that still fits.
    private func joinWords(random: inout CounterRandom, scratch: inout Scratch) {
        scratch.units.removeAll(keepingCapacity: true)
        var index = 0
        while index < scratch.words.count {
            var room = 1
            while room < cumulativeWeights.count, index + room < scratch.words.count,
                !scratch.words[index + room].isFirst
            {
                room += 1
            }
            var n = 1
            if room > 1 {
                let draw = random.fraction() * cumulativeWeights[room - 1]
                while n < room, draw >= cumulativeWeights[n - 1] { n += 1 }
            }
            let start = scratch.words[index].positions.lowerBound
            index += n
            scratch.units.append(start..<scratch.words[index - 1].positions.upperBound)
        }
    }

    private func shuffle(_ units: inout [Range<Int>], random: inout CounterRandom) {
        for index in stride(from: units.count - 1, to: 0, by: -1) {
            units.swapAt(index, random.number(below: index + 1))
        }
    }

    private static func kind(of piece: String) -> Kind {
        let bytes = Array(piece.utf8)
        let isBracketed =
            bytes.count > 2
            && (bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]")
                || bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">"))
        if isBracketed || bytes.isEmpty { return .special }
        let scalars = piece.unicodeScalars
        let content =
            scalars.starts(with: "##".unicodeScalars) ? scalars.dropFirst(2) : scalars[...]
        return content.allSatisfy(isPunctuation) && !content.isEmpty ? .punctuation : .word
    }

    /// BERT's notion of punctuation: Unicode's, and all of ASCII's symbols.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}
