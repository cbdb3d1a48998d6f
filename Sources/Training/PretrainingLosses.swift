// The two losses of pretraining, as sums that can be added over the parts of a batch.

public import Torch

/// What the heads answer, in single precision.
public struct PretrainingLogits {
    /// Scores of every piece at each masked place, [masked, V]; nil where nothing is masked.
    public let maskedLM: Tensor?
    /// Scores of the two answers to the sentence question, [B, 2].
    public let sentence: Tensor
}

/// The losses of a batch or of a part of one.
///
/// Both are sums: a step over several parts divides each by the counts of the whole batch, so that
/// the gradient is that of one batch whatever its parts.
public struct PretrainingLosses {
    /// Summed negative log likelihood of the masked pieces.
    public let maskedLM: Tensor
    /// How many pieces were masked.
    public let maskedCount: Int
    /// Summed negative log likelihood of the sentence labels.
    public let sentence: Tensor
    /// How many sequences had a sentence label.
    public let sentenceCount: Int
    private let logits: PretrainingLogits
    private let maskedLabels: Tensor
    private let sentenceLabels: Tensor

    init(logits: PretrainingLogits, input: ModelInput, device: Tensor.Device) throws {
        self.logits = logits
        maskedCount = input.maskedLabels.count
        sentenceCount = input.sentenceLabels.count
        maskedLabels = try Tensor(input.maskedLabels.map(Int64.init)).to(device)
        sentenceLabels = try Tensor(input.sentenceLabels.map(Int64.init)).to(device)
        maskedLM = try logits.maskedLM?.crossEntropy(maskedLabels) ?? .full(0, shape: []).to(device)
        sentence =
            sentenceCount > 0
            ? try logits.sentence.crossEntropy(sentenceLabels) : try .full(0, shape: []).to(device)
    }

    /// The sum of both losses, each the mean over a batch.
    ///
    /// This is the loss of Devlin et al. 2018, appendix A.2.
    ///
    /// - Parameters:
    ///   - maskedCount: The masked pieces of the whole batch; of this part, when left out.
    ///   - sentenceCount: The sentence labels of the whole batch; of this part, when left out.
    /// - Returns: One number, to be summed over the parts of the batch.
    /// - Throws: `TorchError`.
    public func mean(maskedCount: Int? = nil, sentenceCount: Int? = nil) throws -> Tensor {
        let masked = Double(max(1, maskedCount ?? self.maskedCount))
        let sentences = Double(max(1, sentenceCount ?? self.sentenceCount))
        return try maskedLM * (1 / masked) + sentence * (1 / sentences)
    }

    /// How many masked pieces the model ranks first.
    public func maskedCorrect() throws -> Int {
        guard let scores = logits.maskedLM else { return 0 }
        return try Self.correct(scores, maskedLabels)
    }

    /// How many sentence labels the model gets right.
    public func sentenceCorrect() throws -> Int {
        sentenceCount > 0 ? try Self.correct(logits.sentence, sentenceLabels) : 0
    }

    private static func correct(_ scores: Tensor, _ labels: Tensor) throws -> Int {
        try LibTorch.withoutGradients {
            Int(try scores.argmax(1).equal(labels).sum().item())
        }
    }
}
