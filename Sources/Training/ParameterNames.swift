// The names of a model's parameters, which are those of Hugging Face's state dictionaries.

/// Names a family's layers; a layer `x` has the parameters `x.weight` and mostly `x.bias`.
struct ParameterNames {
    /// The layers of one block.
    struct Block {
        let query, key, value, attentionOutput, attentionNorm, intermediate, output,
            outputNorm: String
    }

    let wordEmbeddings, segmentEmbeddings, positionEmbeddings, embeddingNorm,
        embeddingProjection: String
    let pooler, headTransform, headNorm, headBias, sentenceHead: String
    private let family: Architecture.Family

    init(family: Architecture.Family) {
        self.family = family
        let embeddings = "\(family.rawValue).embeddings"
        wordEmbeddings = "\(embeddings).word_embeddings.weight"
        segmentEmbeddings = "\(embeddings).token_type_embeddings.weight"
        positionEmbeddings = "\(embeddings).position_embeddings.weight"
        embeddingNorm = "\(embeddings).LayerNorm"
        embeddingProjection = "\(family.rawValue).encoder.embedding_hidden_mapping_in"
        switch family {
        case .albert:
            pooler = "albert.pooler"
            headTransform = "predictions.dense"
            headNorm = "predictions.LayerNorm"
            headBias = "predictions.bias"
            sentenceHead = "sop_classifier.classifier"
        case .nezha, .bert:
            pooler = "\(family.rawValue).pooler.dense"
            headTransform = "cls.predictions.transform.dense"
            headNorm = "cls.predictions.transform.LayerNorm"
            headBias = "cls.predictions.bias"
            sentenceHead = "cls.seq_relationship"
        }
    }

    /// The names of a group's block: of a layer, where none is shared.
    func block(group: Int) -> Block {
        switch family {
        case .albert:
            let layer = "albert.encoder.albert_layer_groups.\(group).albert_layers.0"
            return Block(
                query: "\(layer).attention.query",
                key: "\(layer).attention.key",
                value: "\(layer).attention.value",
                attentionOutput: "\(layer).attention.dense",
                attentionNorm: "\(layer).attention.LayerNorm",
                intermediate: "\(layer).ffn",
                output: "\(layer).ffn_output",
                outputNorm: "\(layer).full_layer_layer_norm"
            )
        case .nezha, .bert:
            let layer = "\(family.rawValue).encoder.layer.\(group)"
            return Block(
                query: "\(layer).attention.self.query",
                key: "\(layer).attention.self.key",
                value: "\(layer).attention.self.value",
                attentionOutput: "\(layer).attention.output.dense",
                attentionNorm: "\(layer).attention.output.LayerNorm",
                intermediate: "\(layer).intermediate.dense",
                output: "\(layer).output.dense",
                outputNorm: "\(layer).output.LayerNorm"
            )
        }
    }
}
