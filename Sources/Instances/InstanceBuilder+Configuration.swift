// The wishes for instances, as the `instances:` section of a pipeline states them.

extension InstanceBuilder {
    /// The sentence objective.
    public enum Objective: String, Codable, Sendable, CaseIterable {
        /// Sentence order prediction (ALBERT): are two runs of one document swapped?
        case sop
        /// Next sentence prediction (BERT): does the second run come from another document?
        case nsp
        /// One segment, no sentence label.
        case none
    }

    /// What is masked as a whole.
    public enum MaskingUnit: String, Codable, Sendable, CaseIterable {
        /// All pieces of a word, or none.
        case word
        /// Each piece alone, as the first BERT did.
        case piece
    }

    /// How likely n-grams of each length are, for n from 1 to the maximum N.
    public enum NgramWeights: String, Codable, Sendable, CaseIterable {
        /// p(n) ∝ 1/n, as ALBERT.
        case inverse
        /// p(n) ∝ 1/(N + 1 - n): long ones are likelier.
        case reversed
        /// p(n) is the same for all n.
        case uniform
        /// p(n) ∝ 0.8^(n - 1), as SpanBERT.
        case geometric
        /// p(n) ∝ N + 1 - n: with N = 4 MacBERT's 40, 30, 20 and 10 %.
        case linear
    }

    /// Whether to reproduce another system's mistakes.
    public enum Quirks: String, Codable, Sendable, CaseIterable {
        /// No mistakes.
        case none
    }

    /// What becomes of a selected token; the three add up to 1.
    public struct Replacement: Codable, Sendable, Equatable {
        /// The probability of `[MASK]`.
        public var mask = 0.8
        /// The probability of a random token.
        public var random = 0.1
        /// The probability of the token itself.
        public var keep = 0.1

        /// Creates BERT's 80/10/10.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            mask = try values.decodeIfPresent(Double.self, forKey: .mask) ?? mask
            random = try values.decodeIfPresent(Double.self, forKey: .random) ?? random
            keep = try values.decodeIfPresent(Double.self, forKey: .keep) ?? keep
        }
    }

    /// How tokens are selected and replaced.
    public struct MaskingConfiguration: Codable, Sendable, Equatable {
        /// What is masked as a whole.
        public var unit = MaskingUnit.word
        /// The share of the maskable tokens to select.
        public var probability = 0.15
        /// The most units that are masked together.
        public var maximumNgram = 1
        /// How likely each number of units is.
        public var ngramWeights = NgramWeights.inverse
        /// What becomes of a selected token.
        public var replace = Replacement()

        /// Creates whole-word masking of 15 %.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            unit = try values.decodeIfPresent(MaskingUnit.self, forKey: .unit) ?? unit
            probability =
                try values.decodeIfPresent(Double.self, forKey: .probability) ?? probability
            maximumNgram =
                try values.decodeIfPresent(Int.self, forKey: .maximumNgram) ?? maximumNgram
            ngramWeights =
                try values.decodeIfPresent(NgramWeights.self, forKey: .ngramWeights)
                ?? ngramWeights
            replace = try values.decodeIfPresent(Replacement.self, forKey: .replace) ?? replace
        }
    }

    /// The wishes for instances.
    public struct Configuration: Codable, Sendable, Equatable {
        /// The most tokens of an instance, `[CLS]` and `[SEP]` among them.
        public var maximumLength = 128
        /// How often an instance aims at a random length instead of the maximum.
        public var shortSequenceProbability = 0.1
        /// The sentence objective.
        public var objective = Objective.sop
        /// How often each document is paired and masked anew.
        public var passes = 5
        /// How tokens are selected and replaced.
        public var masking = MaskingConfiguration()
        /// Whether to reproduce another system's mistakes.
        public var quirks = Quirks.none

        /// Creates the defaults.
        public init() {}

        /// Decodes the keys that are there; the others keep their defaults.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            maximumLength =
                try values.decodeIfPresent(Int.self, forKey: .maximumLength) ?? maximumLength
            shortSequenceProbability =
                try values.decodeIfPresent(Double.self, forKey: .shortSequenceProbability)
                ?? shortSequenceProbability
            objective = try values.decodeIfPresent(Objective.self, forKey: .objective) ?? objective
            passes = try values.decodeIfPresent(Int.self, forKey: .passes) ?? passes
            masking =
                try values.decodeIfPresent(MaskingConfiguration.self, forKey: .masking) ?? masking
            quirks = try values.decodeIfPresent(Quirks.self, forKey: .quirks) ?? quirks
        }

        /// Throws where a value lies outside its range.
        func validate() throws(InstancesError) {
            func require(_ holds: Bool, _ message: String) throws(InstancesError) {
                if !holds { throw InstancesError(.invalidConfiguration, message) }
            }
            let probabilities = 0.0...1.0
            try require(
                (5...65_536).contains(maximumLength),
                "maximumLength is \(maximumLength) (expected 5 to 65536)"
            )
            try require(
                probabilities.contains(shortSequenceProbability),
                "shortSequenceProbability is \(shortSequenceProbability) (expected 0 to 1)"
            )
            try require(
                (1..<(1 << 24)).contains(passes),
                "passes is \(passes) (expected 1 or more)"
            )
            try require(
                probabilities.contains(masking.probability),
                "masking.probability is \(masking.probability) (expected 0 to 1)"
            )
            try require(
                (1...64).contains(masking.maximumNgram),
                "masking.maximumNgram is \(masking.maximumNgram) (expected 1 to 64)"
            )
            let shares = [masking.replace.mask, masking.replace.random, masking.replace.keep]
            try require(
                shares.allSatisfy(probabilities.contains) && abs(shares.reduce(-1, +)) < 1e-6,
                "masking.replace is \(shares) (expected three shares that add up to 1)"
            )
        }
    }
}
