// Dictionaries and models from the files that options or a pipeline name.
import Foundation
import Segmentation

/// The dictionaries of a segmenter and the models that lie beside the main one.
struct SegmentationFiles {
    let dictionary: String
    let userDictionaries: [String]
    let profile: Segmenter.Profile
    let forcedWords: [String]

    /// Names the files; jieba's dictionary where none is named.
    init(
        dictionary: String?,
        userDictionaries: [String] = [],
        profile: Segmenter.Profile = .jieba,
        forcedWords: [String] = []
    ) throws {
        self.dictionary = try dictionary ?? ProjectFiles.path(ProjectFiles.dictionary)
        self.userDictionaries = userDictionaries
        self.profile = profile
        self.forcedWords = forcedWords
    }

    /// Names the files of a pipeline's `segmentation` section.
    init(_ pipeline: PipelineConfiguration) {
        dictionary = pipeline.resolve(pipeline.segmentation.dictionary)
        userDictionaries = pipeline.segmentation.userDictionaries.map(pipeline.resolve)
        profile = pipeline.segmentation.profile
        forcedWords = pipeline.segmentation.forcedWords.map(pipeline.resolve)
    }

    /// The words.
    func words() throws -> WordDictionary {
        try WordDictionary(
            contentsOf: dictionary,
            userDictionaries: userDictionaries,
            compiled: compiled(dictionary)
        )
    }

    /// A segmenter, with the model that joins unknown words where asked for.
    func segmenter(hmm: Bool) throws -> Segmenter {
        let words = try words()
        let path = try companion("hmm.txt")
        let model = hmm ? try HiddenMarkovModel(contentsOf: path, compiled: compiled(path)) : nil
        switch profile {
        case .jieba: return Segmenter(dictionary: words, model: model)
        case .fixed:
            return try Segmenter(
                dictionary: words,
                model: model,
                forcedWords: ForcedWords(contentsOf: forcedWords)
            )
        }
    }

    /// A tagger, with the model that joins and tags unknown words where asked for.
    func tagger(hmm: Bool) throws -> Tagger {
        let words = try words()
        guard hmm else { return Tagger(dictionary: words, model: nil) }
        let path = try companion("posseg.txt")
        let model = try TaggingModel(contentsOf: path, compiled: compiled(path))
        return Tagger(dictionary: words, model: model)
    }

    /// Where the compiled form of a file is kept: beside it, where its folder allows that.
    private func compiled(_ path: String) -> String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return access(folder, W_OK) == 0 ? path + ".compiled" : nil
    }

    /// A file that goes with the main dictionary: the one beside it, or jieba's.
    func companion(_ name: String) throws -> String {
        let sibling = URL(fileURLWithPath: dictionary).deletingLastPathComponent()
            .appendingPathComponent(name).relativePath
        if FileManager.default.fileExists(atPath: sibling) { return sibling }
        return try ProjectFiles.path(ProjectFiles.jieba + "/" + name)
    }
}
