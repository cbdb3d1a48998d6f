// Hugging Face's config.json and what it says about a model.

import Foundation

/// The keys of config.json that describe a model's shape; the names are Hugging Face's.
struct HuggingFaceConfiguration: Codable {
    var architectures: [String]
    var modelType: String
    var vocabSize: Int
    var embeddingSize: Int?
    var hiddenSize: Int
    var numHiddenLayers: Int
    var numHiddenGroups: Int?
    var innerGroupNum: Int?
    var numAttentionHeads: Int
    var intermediateSize: Int
    var hiddenAct: Activation
    var hiddenDropoutProb: Double
    var attentionProbsDropoutProb: Double
    var classifierDropoutProb: Double?
    var maxPositionEmbeddings: Int
    var maxRelativePosition: Int?
    var typeVocabSize: Int
    var initializerRange: Double
    var layerNormEps: Double
    var padTokenId: Int
    var torchDtype: String?

    /// What config.json says about a model; piece 0 is padding, as in every BERT vocabulary.
    init(_ model: Architecture, paddingID: Int) {
        let isALBERT = model.family == .albert
        architectures = ["\(model.family.rawValue.capitalized)ForPreTraining"]
        modelType = model.family.rawValue
        vocabSize = model.vocabularySize
        embeddingSize = isALBERT ? model.embeddingSize : nil
        hiddenSize = model.hiddenSize
        numHiddenLayers = model.layers
        numHiddenGroups = isALBERT ? model.layerGroups : nil
        innerGroupNum = isALBERT ? 1 : nil
        numAttentionHeads = model.heads
        intermediateSize = model.intermediateSize
        hiddenAct = model.activation
        hiddenDropoutProb = model.hiddenDropout
        attentionProbsDropoutProb = model.attentionDropout
        // Hugging Face's ALBERT drops before the sentence head, which neither Google nor we do.
        classifierDropoutProb = isALBERT ? 0 : nil
        maxPositionEmbeddings = model.maximumPositions
        maxRelativePosition = model.family == .nezha ? model.maximumRelativePosition : nil
        typeVocabSize = model.segments
        initializerRange = model.initializerRange
        layerNormEps = model.layerNormEpsilon
        padTokenId = paddingID
        torchDtype = "float32"
    }

    /// The model that config.json describes.
    func architecture(location: String) throws -> Architecture {
        guard let family = Architecture.Family(rawValue: modelType), (innerGroupNum ?? 1) == 1
        else {
            throw TrainingError(
                .checkpoint,
                "model_type \(modelType), inner_group_num \(innerGroupNum ?? 1): expected nezha, "
                    + "albert or bert with one layer a group",
                location: location
            )
        }
        var model = Architecture(
            family: family,
            vocabularySize: vocabSize,
            hiddenSize: hiddenSize,
            layers: numHiddenLayers,
            heads: numAttentionHeads
        )
        model.embeddingSize = embeddingSize ?? hiddenSize
        model.layerGroups = numHiddenGroups ?? numHiddenLayers
        model.intermediateSize = intermediateSize
        model.activation = hiddenAct
        model.hiddenDropout = hiddenDropoutProb
        model.attentionDropout = attentionProbsDropoutProb
        model.maximumPositions = maxPositionEmbeddings
        model.maximumRelativePosition = maxRelativePosition ?? model.maximumRelativePosition
        model.segments = typeVocabSize
        model.initializerRange = initializerRange
        model.layerNormEpsilon = layerNormEps
        try model.validate()
        return model
    }
}
