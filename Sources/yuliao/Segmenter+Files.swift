// A segmenter from the files that options or a pipeline name.
import Foundation
import Segmentation

extension Segmenter {
    /// Loads a dictionary and, where asked for, the model that lies beside it.
    init(dictionary: String, userDictionaries: [String], hmm: Bool) throws {
        self.init(
            dictionary: try WordDictionary(
                contentsOf: dictionary,
                userDictionaries: userDictionaries
            ),
            model: hmm
                ? try HiddenMarkovModel(contentsOf: Segmenter.modelPath(beside: dictionary)) : nil
        )
    }

    /// Loads what a pipeline's `segmentation` section names.
    init(_ pipeline: PipelineConfiguration) throws {
        let section = pipeline.segmentation
        try self.init(
            dictionary: pipeline.resolve(section.dictionary),
            userDictionaries: section.userDictionaries.map(pipeline.resolve),
            hmm: section.hmm
        )
    }

    /// The hidden Markov model that goes with a dictionary: `hmm.txt` beside it, or jieba's.
    static func modelPath(beside dictionary: String) throws -> String {
        let sibling = URL(fileURLWithPath: dictionary).deletingLastPathComponent()
            .appendingPathComponent("hmm.txt").relativePath
        if FileManager.default.fileExists(atPath: sibling) { return sibling }
        return try ProjectFiles.path(ProjectFiles.hiddenMarkovModel)
    }
}
