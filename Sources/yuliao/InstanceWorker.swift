// Documents to instances: words and pieces of every sentence, joined, paired and masked.
import Corpus
import Instances
import Segmentation
import Tokenization

/// A document with its instances and their books.
struct BuiltDocument: Sendable {
    var kept: KeptDocument
    var instances: DocumentInstances
    /// Word boundaries given up because a piece lies across them.
    var mergedWords: Int
}

/// One thread's worker over groups of documents; owns the scratch that its stages reuse.
struct InstanceWorker {
    let segmenter: Segmenter
    let tokenizer: Tokenizer
    let builder: InstanceBuilder
    private var segmenterScratch = Segmenter.Scratch()
    private var tokenizerScratch = Tokenizer.Scratch()
    private var words: [Range<Int>] = []
    private var pieces: [Piece] = []

    init(segmenter: Segmenter, tokenizer: Tokenizer, builder: InstanceBuilder) {
        self.segmenter = segmenter
        self.tokenizer = tokenizer
        self.builder = builder
    }

    /// Makes the instances of a group of consecutive documents.
    mutating func build(_ group: [KeptDocument]) -> [BuiltDocument] {
        let tokenized = group.map { tokenize($0) }
        let results = builder.instances(of: tokenized)
        return group.indices.map { index in
            BuiltDocument(
                kept: group[index],
                instances: results[index],
                mergedWords: tokenized[index].sentences.reduce(0) { $0 + $1.mergedWords }
            )
        }
    }

    private mutating func tokenize(_ kept: KeptDocument) -> TokenizedDocument {
        // The digest names the text: the same text is masked alike wherever it lies.
        let text = Array(kept.document.text.utf8)
        var sentences: [TokenizedSentence] = []
        sentences.reserveCapacity(kept.document.sentences.count)
        text.withUnsafeBufferPointer { buffer in
            for range in kept.document.sentences {
                let sentence = UnsafeBufferPointer(rebasing: buffer[range])
                words.removeAll(keepingCapacity: true)
                pieces.removeAll(keepingCapacity: true)
                segmenter.words(
                    in: sentence,
                    mode: .accurate,
                    scratch: &segmenterScratch,
                    into: &words
                )
                tokenizer.pieces(of: sentence, scratch: &tokenizerScratch, into: &pieces)
                sentences.append(TokenizedSentence(pieces: pieces, words: words))
            }
        }
        return TokenizedDocument(key: kept.digest.high, sentences: sentences)
    }
}
