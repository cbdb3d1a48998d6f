// A project small enough to be built in a moment: a corpus, a dictionary, a vocabulary, a pipeline.
import Foundation

/// A folder with everything `yuliao` needs, made from a fixed sequence.
struct SmallProject {
    let folder: TemporaryFolder

    var url: URL { folder.url }

    /// The characters of all texts and words.
    static let characters = Array(
        """
        的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方\
        后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开
        """
    )

    /// Writes the project.
    ///
    /// - Parameters:
    ///   - documents: How many documents the corpus has, of about 400 bytes each.
    ///   - partitionBytes: How many bytes of the corpus make a shard.
    ///   - extra: Lines that end the pipeline file.
    /// - Throws: What the file system refuses.
    init(documents: Int, partitionBytes: Int = 6000, extra: String = "") throws {
        folder = try TemporaryFolder()
        let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "。", "，"]
        let pieces = special + SmallProject.characters.map(String.init)
        try folder.write(pieces.joined(separator: "\n") + "\n", to: "vocab.txt")
        try folder.write(SmallProject.dictionary, to: "dict.txt")
        try folder.write(SmallProject.corpus(documents), to: "corpus.jsonl")
        try folder.write(
            """
            corpus:
              sources:
                - { path: corpus.jsonl, format: jsonl, layout: text }
            segmentation: { dictionary: dict.txt, hmm: false }
            tokenization: { vocabulary: vocab.txt }
            instances: { maximumLength: 32 }
            shards: { output: shards, partitionBytes: \(partitionBytes) }
            \(extra)
            """,
            to: "pipeline.yaml"
        )
    }

    /// Every pair of neighbours in the list of characters is a word.
    static var dictionary: String {
        zip(characters, characters.dropFirst()).map { "\($0)\($1) 50 n\n" }.joined()
            + characters.map { "\($0) 100 n\n" }.joined()
    }

    /// JSON Lines whose texts differ; the sequence is a linear congruential one.
    static func corpus(_ documents: Int) -> String {
        var state: UInt64 = 1
        func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        return (0..<documents).map { number in
            let text = (0..<8).map { _ in
                let start = next(below: characters.count - 24)
                return String(characters[start..<start + 8 + next(below: 16)]) + "。"
            }
            return "{\"title\":\"\(number)\",\"text\":\"\(text.joined())\"}\n"
        }.joined()
    }

    /// Runs the tool in the project.
    func run(_ arguments: String...) throws -> ToolRun {
        try Tool.run(arguments, in: url)
    }

    /// The files of a folder of the project, by name.
    func files(_ name: String = "shards") throws -> [String: Data] {
        let folder = url.appendingPathComponent(name)
        return try Dictionary(
            uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: folder.path)
                .map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) }
        )
    }

    /// The names in a folder of the project, none where it does not exist yet.
    func names(_ name: String = "shards") -> Set<String> {
        let path = url.appendingPathComponent(name).path
        return Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
    }
}
