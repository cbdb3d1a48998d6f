// Everything that shapes a shard's bytes, named by content.
import Corpus
import Foundation
import Instances
import Segmentation
import Shards
import Tokenization

/// The resolved configuration and the hashes of all that a build reads.
///
/// Threads and output folders are not among it: they do not change a byte.
struct Ingredients {
    /// What every shard's table `meta` says.
    let meta: [String: String]
    /// One digest over all of it: shards with different digests do not mix.
    let digest: String

    private struct Input: Encodable {
        var path: String
        var sha256: String
    }

    private struct Resolved: Encodable {
        var corpus: CorpusConfiguration
        var segmentation: Segmenter.Configuration
        var tokenization: Tokenizer.Configuration
        var instances: InstanceBuilder.Configuration
        var partitionBytes: Int64
    }

    init(_ pipeline: PipelineConfiguration, extractor: Extractor) throws {
        let reader = try CorpusReader(
            sources: pipeline.corpus.sources,
            relativeTo: pipeline.directory
        )
        let inputs = try reader.files.map { name in
            Input(path: name, sha256: try sha256(ofFile: pipeline.resolve(name)))
        }
        var meta = [
            "yuliao_version": Yuliao.version,
            "seed": String(pipeline.seed),
            "unicode_tables": pipeline.tokenization.profile.unicodeTables,
            "inputs": try Ingredients.json(inputs),
            "configuration": try Ingredients.json(
                Resolved(
                    corpus: pipeline.corpus,
                    segmentation: pipeline.segmentation,
                    tokenization: pipeline.tokenization,
                    instances: pipeline.instances,
                    partitionBytes: pipeline.shards.partitionBytes
                )
            ),
        ]
        for (library, version) in extractor.versions {
            meta[library.replacing(" ", with: "_") + "_version"] = version
        }
        var read = [
            "dictionary": pipeline.segmentation.dictionary,
            "vocabulary": pipeline.tokenization.vocabulary,
        ]
        for (number, path) in pipeline.segmentation.userDictionaries.enumerated() {
            read["user_dictionary_\(number)"] = path
        }
        for (number, path) in pipeline.segmentation.forcedWords.enumerated() {
            read["forced_words_\(number)"] = path
        }
        if pipeline.segmentation.hmm {
            read["hidden_markov_model"] = try SegmentationFiles(pipeline).companion("hmm.txt")
        }
        for (name, path) in read {
            meta[name + "_sha256"] = try sha256(ofFile: pipeline.resolve(path))
        }
        self.meta = meta
        let name = ContentDigest(of: Array(try Ingredients.json(meta).utf8))
        digest = name.bytes.map { String(format: "%02x", $0) }.joined()
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
