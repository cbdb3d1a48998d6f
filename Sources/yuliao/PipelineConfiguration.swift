// pipeline.yaml: each section is the configuration of the stage it is named for.
import Corpus
import Foundation
import Instances
import Segmentation
import Tokenization
import Training

/// The whole pipeline as one file says it; every key has a default.
struct PipelineConfiguration: Decodable {
    /// Where the shards go and how large a partition is.
    struct ShardSection: Decodable {
        /// The folder of the shards.
        var output = "build/shards"
        /// How many bytes of raw records one shard is made from, at least.
        var partitionBytes: Int64 = 64 << 20

        private enum CodingKeys: String, CodingKey {
            case output, partitionBytes
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            output = try values.decodeIfPresent(String.self, forKey: .output) ?? output
            partitionBytes =
                try values.decodeIfPresent(Int64.self, forKey: .partitionBytes) ?? partitionBytes
        }
    }

    var seed: UInt64
    var corpus: CorpusConfiguration
    var segmentation: Segmenter.Configuration
    var tokenization: Tokenizer.Configuration
    var instances: InstanceBuilder.Configuration
    var shards: ShardSection
    var model: ModelConfiguration
    var training: TrainingConfiguration
    /// The folder that the file's relative paths start from.
    var directory = "."

    private enum CodingKeys: String, CodingKey {
        case seed, corpus, segmentation, tokenization, instances, shards, model, training
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? 20_261_120
        corpus = try values.decodeIfPresent(CorpusConfiguration.self, forKey: .corpus) ?? .init()
        segmentation =
            try values.decodeIfPresent(Segmenter.Configuration.self, forKey: .segmentation)
            ?? .init()
        tokenization =
            try values.decodeIfPresent(Tokenizer.Configuration.self, forKey: .tokenization)
            ?? .init()
        instances =
            try values.decodeIfPresent(InstanceBuilder.Configuration.self, forKey: .instances)
            ?? .init()
        shards = try values.decodeIfPresent(ShardSection.self, forKey: .shards) ?? .init()
        model = try values.decodeIfPresent(ModelConfiguration.self, forKey: .model) ?? .init()
        training =
            try values.decodeIfPresent(TrainingConfiguration.self, forKey: .training) ?? .init()
    }

    /// Reads and checks a pipeline file.
    static func load(_ path: String) throws -> PipelineConfiguration {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Failure(.configuration, "\(path): cannot be read (expected a pipeline file)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(.configuration, "\(path): expected UTF-8")
        }
        var pipeline = try ConfigurationDecoder.decode(
            PipelineConfiguration.self,
            from: text,
            path: path
        )
        pipeline.directory = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
        guard pipeline.shards.partitionBytes > 0 else {
            throw Failure(.configuration, "\(path): shards.partitionBytes: expected 1 or more")
        }
        let segmentation = pipeline.segmentation
        guard segmentation.forcedWords.isEmpty || segmentation.profile == .fixed else {
            throw Failure(
                .configuration,
                "\(path): segmentation.forcedWords: expected segmentation.profile to be fixed"
            )
        }
        return pipeline
    }

    /// A path of the file as this process can open it.
    func resolve(_ path: String) -> String {
        path.hasPrefix("/") || directory == "." ? path : directory + "/" + path
    }
}
