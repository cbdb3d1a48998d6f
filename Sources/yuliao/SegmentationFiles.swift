// Dictionaries and models from the files that options or a pipeline name.
import Foundation
import Segmentation

/// The dictionaries of a segmenter and the models that lie beside the main one.
struct SegmentationFiles {
    let dictionary: String
    let userDictionaries: [String]

    /// Names the files; jieba's dictionary where none is named.
    init(dictionary: String?, userDictionaries: [String] = []) throws {
        self.dictionary = try dictionary ?? ProjectFiles.path(ProjectFiles.dictionary)
        self.userDictionaries = userDictionaries
    }

    /// Names the files of a pipeline's `segmentation` section.
    init(_ pipeline: PipelineConfiguration) {
        dictionary = pipeline.resolve(pipeline.segmentation.dictionary)
        userDictionaries = pipeline.segmentation.userDictionaries.map(pipeline.resolve)
    }

    /// The words; a compiled form is kept beside the main dictionary where the folder allows it.
    func words() throws -> WordDictionary {
        let folder = URL(fileURLWithPath: dictionary).deletingLastPathComponent().path
        return try WordDictionary(
            contentsOf: dictionary,
            userDictionaries: userDictionaries,
            compiled: access(folder, W_OK) == 0 ? dictionary + ".compiled" : nil
        )
    }

    /// A segmenter, with the model that joins unknown words where asked for.
    func segmenter(hmm: Bool) throws -> Segmenter {
        Segmenter(
            dictionary: try words(),
            model: hmm ? try HiddenMarkovModel(contentsOf: companion("hmm.txt")) : nil
        )
    }

    /// A tagger, with the model that joins and tags unknown words where asked for.
    func tagger(hmm: Bool) throws -> Tagger {
        Tagger(
            dictionary: try words(),
            model: hmm ? try TaggingModel(contentsOf: companion("posseg.txt")) : nil
        )
    }

    /// A file that goes with the main dictionary: the one beside it, or jieba's.
    func companion(_ name: String) throws -> String {
        let sibling = URL(fileURLWithPath: dictionary).deletingLastPathComponent()
            .appendingPathComponent(name).relativePath
        if FileManager.default.fileExists(atPath: sibling) { return sibling }
        return try ProjectFiles.path(ProjectFiles.jieba + "/" + name)
    }
}
