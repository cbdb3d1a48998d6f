// Everything that shapes a shard's bytes, named by content.
import CSHA
import Corpus
import Foundation
import Instances
import Segmentation
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
        var bytes: Int
        var sha256: String
    }

    private struct Resolved: Encodable {
        var corpus: CorpusConfiguration
        var segmentation: Segmenter.Configuration
        var tokenization: Tokenizer.Configuration
        var instances: InstanceBuilder.Configuration
        var partitionBytes: Int64
    }

    init(_ pipeline: PipelineConfiguration) throws {
        let reader = try CorpusReader(
            sources: pipeline.corpus.sources, relativeTo: pipeline.directory)
        let inputs = try reader.files.map { name in
            let file = try Ingredients.hash(pipeline.resolve(name))
            return Input(path: name, bytes: file.bytes, sha256: file.sha256)
        }
        var meta = [
            "yuliao_version": Yuliao.version,
            "seed": String(pipeline.seed),
            "icu_version": TextNormalizer.libraryVersion,
            "unicode_tables": pipeline.tokenization.profile.unicodeTables,
            "inputs": try Ingredients.json(inputs),
            "configuration": try Ingredients.json(
                Resolved(
                    corpus: pipeline.corpus, segmentation: pipeline.segmentation,
                    tokenization: pipeline.tokenization, instances: pipeline.instances,
                    partitionBytes: pipeline.shards.partitionBytes)),
        ]
        if pipeline.corpus.language.simplify {
            meta["opencc"] =
                "\(ScriptConverter.configurationName) \(try ScriptConverter().fingerprint)"
        }
        var read = [
            "dictionary": pipeline.segmentation.dictionary,
            "vocabulary": pipeline.tokenization.vocabulary,
        ]
        for (number, path) in pipeline.segmentation.userDictionaries.enumerated() {
            read["user_dictionary_\(number)"] = path
        }
        if pipeline.segmentation.hmm {
            read["hidden_markov_model"] = try Segmenter.modelPath(
                beside: pipeline.resolve(pipeline.segmentation.dictionary))
        }
        for (name, path) in read {
            meta[name + "_sha256"] = try Ingredients.hash(pipeline.resolve(path)).sha256
        }
        self.meta = meta
        digest = String(
            Ingredients.sha256(Array(try Ingredients.json(meta).utf8)).prefix(32))
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The size and hash of a file, read through a map so that memory stays small.
    private static func hash(_ path: String) throws -> (bytes: Int, sha256: String) {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
            return (data.count, data.withUnsafeBytes { sha256($0) })
        } catch {
            throw Failure(.badInput, "\(path): cannot be read")
        }
    }

    private static func sha256(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { sha256($0) } }

    private static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes.baseAddress, bytes.count, &digest)
        return digest.map { String(format: "%02x", $0) }.joined()
    }
}
