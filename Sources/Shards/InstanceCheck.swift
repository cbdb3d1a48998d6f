// What holds for every stored instance: the invariants that training relies on.

import Instances
import Tokenization

/// Checks instances against a vocabulary.
struct InstanceCheck: Sendable {
    private let vocabulary: Vocabulary
    private let masksWholeWords: Bool
    private let hasLabel: Bool?

    /// Creates a check.
    ///
    /// - Parameters:
    ///   - vocabulary: The vocabulary of the ids.
    ///   - masksWholeWords: Whether a word is masked whole or not at all.
    ///   - hasLabel: Whether every instance has a sentence label, or none; nil where either may be.
    init(vocabulary: Vocabulary, masksWholeWords: Bool, hasLabel: Bool?) {
        self.vocabulary = vocabulary
        self.masksWholeWords = masksWholeWords
        self.hasLabel = hasLabel
    }

    /// What is wrong with an instance, or nil.
    func problem(of instance: TrainingInstance) -> String? {
        let length = instance.original.count
        guard (3...length).contains(instance.boundary) else {
            return "segment B begins at \(instance.boundary) of \(length)"
        }
        if let label = instance.label, !(0...1).contains(label) {
            return "the label is \(label) (expected 0 or 1)"
        }
        if let hasLabel, hasLabel != (instance.label != nil) {
            return "the objective wants \(hasLabel ? "a" : "no") label"
        }
        return problemOfIDs(instance) ?? problemOfWords(instance)
    }

    private func problemOfIDs(_ instance: TrainingInstance) -> String? {
        let length = instance.original.count
        let ids = Int32(0)..<Int32(vocabulary.count)
        for position in 0..<length {
            let original = instance.original[position]
            guard ids.contains(original), ids.contains(instance.input[position]) else {
                return "position \(position): an id lies outside the vocabulary"
            }
            let isSeparator = position == instance.boundary - 1 || position == length - 1
            guard (instance.states[position] == .special) == (position == 0 || isSeparator) else {
                return "position \(position): special where none belongs, or the reverse"
            }
            let special =
                position == 0
                ? vocabulary.classificationID : isSeparator ? vocabulary.separatorID : original
            guard original == special else {
                return "position \(position): \(vocabulary.piece(original)) is no special token"
            }
        }
        return nil
    }

    private func problemOfWords(_ instance: TrainingInstance) -> String? {
        var last: Int32 = -1
        var isSelected = false
        for (position, word) in instance.words.enumerated() where word >= 0 {
            let selects = instance.states[position] != .plain
            if word != last {
                guard word == last + 1 else {
                    return "position \(position): word \(word) follows word \(last)"
                }
                last = word
                isSelected = selects
            }
            guard !masksWholeWords || selects == isSelected else {
                return "position \(position): word \(word) is masked in part"
            }
        }
        return nil
    }
}
