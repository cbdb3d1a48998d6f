// The build: dumps to committed shards, in parallel, in order, and from where it stopped.

import Corpus
import Foundation
import Instances
import Segmentation
import Shards
import Tokenization

/// One part of a build that several processes share: part `index` of `count`.
struct Partition {
    var index = 0
    var count = 1

    /// Whether a shard belongs to this part.
    func contains(_ shard: Int) -> Bool { shard % count == index }
}

/// Builds the shards that a pipeline file describes.
struct ShardBuild {
    let pipeline: PipelineConfiguration
    let jobs: Int
    let partition: Partition

    private let ingredients: Ingredients
    private let segmenter: Segmenter
    private let tokenizer: Tokenizer
    private let vocabulary: Vocabulary
    private let builder: InstanceBuilder
    private let extractor: Extractor

    /// Loads and checks everything the build reads except the dumps themselves.
    init(_ pipeline: PipelineConfiguration, jobs: Int, partition: Partition = Partition()) throws {
        self.pipeline = pipeline
        self.jobs = jobs
        self.partition = partition
        segmenter = try SegmentationFiles(pipeline).segmenter(hmm: pipeline.segmentation.hmm)
        vocabulary = try Vocabulary(contentsOf: pipeline.resolve(pipeline.tokenization.vocabulary))
        tokenizer = Tokenizer(
            vocabulary: vocabulary,
            profile: pipeline.tokenization.profile,
            specialTokens: pipeline.tokenization.specialTokens
        )
        builder = try InstanceBuilder(
            configuration: pipeline.instances,
            vocabulary: vocabulary,
            seed: pipeline.seed
        )
        extractor = try Extractor(configuration: pipeline.corpus)
        ingredients = try Ingredients(pipeline, extractor: extractor)
    }

    /// Says what would be done, without doing it.
    func plan() throws -> String {
        let reader = try CorpusReader(
            sources: pipeline.corpus.sources,
            relativeTo: pipeline.directory
        )
        var lines = ["sources:"]
        lines += reader.files.map { "  \($0)" }
        lines.append(String(format: "  %.1f MB in all", Double(reader.progress.total) / 1e6))
        lines.append(
            "dictionary: \(pipeline.segmentation.dictionary), hmm \(pipeline.segmentation.hmm)"
        )
        lines.append("vocabulary: \(pipeline.tokenization.vocabulary), \(vocabulary.count) pieces")
        lines.append("configuration: \(ingredients.digest)")
        lines.append("output: \(pipeline.shards.output)")
        return lines.joined(separator: "\n")
    }

    /// Builds what is not yet committed.
    ///
    /// - Returns: the manifest, or nil where other partitions are still to come.
    @discardableResult
    func run() throws -> Manifest? {
        let output = try ShardSetWriter<ResumePoint>(
            directory: pipeline.resolve(pipeline.shards.output),
            vocabulary: vocabulary,
            meta: ingredients.meta,
            configurationDigest: ingredients.digest
        )
        if output.isComplete {
            Terminal.error("build: \(counted(output.committed.count, "shard")) complete already\n")
            return try output.complete()
        }

        let input = try PageSource(
            pipeline.corpus.sources,
            relativeTo: pipeline.directory
        )
        let (gate, skipped) = try openGate(over: input, behind: output)
        let progress = Progress(
            "build",
            total: input.totalBytes,
            unit: .bytes,
            startingAt: skipped
        )
        let stage = ParallelStage<BuildUnit, BuiltUnit>(
            jobs: jobs,
            window: 4 * jobs,
            source: { try gate.next() },
            makeWorker: { [segmenter, tokenizer, builder, partition] in
                var worker = InstanceWorker(
                    segmenter: segmenter,
                    tokenizer: tokenizer,
                    builder: builder
                )
                return { unit in
                    switch unit {
                    case .boundary(let shard, let pages, let drops, let resume):
                        .boundary(shard: shard, pages: pages, drops: drops, resume: resume)
                    case .group(let shard, let documents, let read):
                        .group(
                            shard: shard,
                            documents: partition.contains(shard) ? worker.build(documents) : [],
                            read: read
                        )
                    }
                }
            }
        )
        let count = try write(stage, to: output, progress: progress)
        return try complete(output, shards: count, progress: progress)
    }

    /// Opens the sequential middle of the pipeline behind the shards that are committed already.
    private func openGate(
        over input: PageSource,
        behind output: ShardSetWriter<ResumePoint>
    ) throws -> (gate: DocumentGate, skipped: Int64) {
        let committed = output.committed.enumerated().prefix {
            $0.offset == $0.element.record.shard
        }
        let pages = committed.last?.element.resume.pages ?? 0
        let skipped = try input.skip(pages)
        var deduplicator = ExactDeduplicator(configuration: pipeline.corpus.deduplicate)
        try output.forEachDocumentDigest(ofFirst: committed.count) {
            _ = deduplicator.insert(ContentDigest(bytes: $0))
        }
        let extraction = ParallelStage<SourcedPage, ExtractedPage>(
            jobs: jobs,
            window: 16 * jobs,
            source: { try input.next() },
            makeWorker: { [extractor] in extractor.pageWorker() }
        )
        let gate = DocumentGate(
            shard: committed.count,
            pages: pages,
            partitionBytes: pipeline.shards.partitionBytes,
            deduplicator: deduplicator,
            source: { try extraction.next() }
        )
        return (gate, skipped)
    }

    /// Stores what the workers made and commits each shard at its boundary.
    ///
    /// - Returns: how many shards the whole set has.
    private func write(
        _ stage: ParallelStage<BuildUnit, BuiltUnit>,
        to output: ShardSetWriter<ResumePoint>,
        progress: Progress
    ) throws -> Int {
        var count = output.committed.last.map { $0.record.shard + 1 } ?? 0
        let done = Set(output.committed.map(\.record.shard))
        var writer: ShardWriter?
        while let unit = try stage.next() {
            try Interruption.check(
                "interrupted with \(counted(output.committed.count, "shard")) committed; the same "
                    + "command goes on from there"
            )
            count = max(count, unit.shard + 1)
            guard partition.contains(unit.shard), !done.contains(unit.shard) else { continue }
            let shard = try writer ?? output.begin(shard: unit.shard)
            writer = shard
            switch unit {
            case .group(_, let documents, let read):
                for document in documents { try shard.append(document) }
                progress.update(read, note: "shard \(unit.shard)")
            case .boundary(_, let pages, let drops, let resume):
                shard.countPages(pages)
                for drop in drops { shard.drop(drop.count, stage: drop.stage, reason: drop.reason) }
                try output.commit(shard, resume: resume)
                writer = nil
            }
        }
        return count
    }

    /// Commits the set, once other processes too have committed their shards.
    private func complete(
        _ output: ShardSetWriter<ResumePoint>,
        shards: Int,
        progress: Progress
    ) throws -> Manifest? {
        try output.reload()
        guard output.committed.count == shards else {
            progress.finish("\(output.committed.count) of \(shards) shards are committed")
            return nil
        }
        let manifest = try output.complete()
        progress.finish(
            "\(manifest.totals.documents) documents, \(manifest.totals.instances) instances in "
                + counted(shards, "shard")
        )
        return manifest
    }
}

/// A unit after the workers: built documents, or a boundary passed through.
enum BuiltUnit: Sendable {
    case group(shard: Int, documents: [BuiltDocument], read: Int64)
    case boundary(shard: Int, pages: Int, drops: [Drop], resume: ResumePoint)

    var shard: Int {
        switch self {
        case .group(let shard, _, _), .boundary(let shard, _, _, _): shard
        }
    }
}

extension ShardWriter {
    /// Stores a document, its instances and the books of both.
    fileprivate func append(_ built: BuiltDocument) throws {
        let tally = built.instances.tally
        try append(
            built.kept.document,
            digest: built.kept.digest.bytes,
            instances: built.instances.instances
        )
        for (reason, loss) in tally.dropped.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for (count, unit) in [(loss.sentences, "sentences"), (loss.tokens, "tokens")]
            where count > 0 {
                drop(count, stage: Drop.instanceStage, reason: "\(reason.rawValue), \(unit)")
            }
        }
    }
}
