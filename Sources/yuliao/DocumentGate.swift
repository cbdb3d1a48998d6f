// The one place where the pipeline is sequential: duplicates go, partitions are cut, groups form.
import Corpus
import Shards

/// A kept document and the digest that names its text.
struct KeptDocument: Sendable {
    var document: Document
    var digest: ContentDigest
}

/// Where a build goes on after a committed shard.
struct ResumePoint: Codable, Sendable {
    /// The pages of all sources that were read.
    var pages: Int
}

/// What leaves the gate, in order.
enum BuildUnit: Sendable {
    /// Consecutive documents of one shard.
    case group(shard: Int, documents: [KeptDocument], read: Int64)
    /// The end of a shard: its page count, its drops, and where to go on.
    case boundary(shard: Int, pages: Int, drops: [Drop], resume: ResumePoint)
}

/// Turns the ordered stream of extracted pages into groups and shard boundaries.
///
/// Boundaries depend on the pages alone, so that any number of jobs and partitions cuts alike.
final class DocumentGate {
    /// A group ends when it has this many documents or this many bytes of text.
    private static let groupDocuments = 32
    private static let groupBytes = 1 << 18

    private let source: () throws -> ExtractedPage?
    private let partitionBytes: Int64
    private var deduplicator: ExactDeduplicator
    private var shard: Int
    private var pages: Int
    private var shardPages = 0
    private var shardBytes: Int64 = 0
    private var drops: [String: Int] = [:]
    private var duplicates = 0
    private var report = ExtractionReport()
    private var group: [KeptDocument] = []
    private var groupBytes = 0
    private var read: Int64 = 0
    private var isEnded = false

    /// Continues behind `shard` committed shards that took `pages` pages.
    init(
        shard: Int,
        pages: Int,
        partitionBytes: Int64,
        deduplicator: ExactDeduplicator,
        source: @escaping () throws -> ExtractedPage?
    ) {
        self.shard = shard
        self.pages = pages
        self.partitionBytes = partitionBytes
        self.deduplicator = deduplicator
        self.source = source
    }

    /// The next unit; nil after the last boundary.
    func next() throws -> BuildUnit? {
        while true {
            let isShardFull = shardBytes >= partitionBytes
            if (isShardFull || isEnded), !group.isEmpty { return takeGroup() }
            if isShardFull || (isEnded && shardPages > 0) { return takeBoundary() }
            guard !isEnded, let page = try source() else {
                if isEnded { return nil }
                isEnded = true
                continue
            }
            admit(page)
            if group.count >= Self.groupDocuments || groupBytes >= Self.groupBytes {
                return takeGroup()
            }
        }
    }

    private func admit(_ page: ExtractedPage) {
        pages += 1
        shardPages += 1
        shardBytes += page.byteLength
        read = page.read
        report.merge(page.report)
        switch page.extraction {
        case .dropped(let reason):
            drops[reason.rawValue, default: 0] += 1
        case .document(let document, let digest):
            guard deduplicator.insert(digest) else {
                duplicates += 1
                return
            }
            group.append(KeptDocument(document: document, digest: digest))
            groupBytes += document.text.utf8.count
        }
    }

    private func takeGroup() -> BuildUnit {
        defer {
            group = []
            groupBytes = 0
        }
        return .group(shard: shard, documents: group, read: read)
    }

    private func takeBoundary() -> BuildUnit {
        var counted = drops.sorted { $0.key < $1.key }.map {
            Drop(stage: "extract", reason: $0.key, count: $0.value)
        }
        if duplicates > 0 {
            counted.append(Drop(stage: "deduplicate", reason: "exact", count: duplicates))
        }
        counted += report.markup.map {
            Drop(stage: Drop.markupStage, reason: $0.reason, count: $0.count)
        }
        let unit = BuildUnit.boundary(
            shard: shard,
            pages: shardPages,
            drops: counted,
            resume: ResumePoint(pages: pages)
        )
        shard += 1
        shardPages = 0
        shardBytes = 0
        drops = [:]
        duplicates = 0
        report = ExtractionReport()
        return unit
    }
}
